using System.Text.Json.Serialization;
using LocalCloud.Bedrock.Faults;
using LocalCloud.Bedrock.Models;
using LocalCloud.Bedrock.Retrieve;
using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip
)]
[JsonSerializable(typeof(BedrockErrorBody))]
[JsonSerializable(typeof(FaultRule))]
[JsonSerializable(typeof(IReadOnlyList<FaultRule>))]
[JsonSerializable(typeof(CompletionRequest))]
[JsonSerializable(typeof(UpstreamCompletion))]
[JsonSerializable(typeof(RetrieveAnswer))]
internal sealed partial class BedrockJson : JsonSerializerContext;
