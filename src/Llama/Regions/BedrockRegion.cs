using Amazon.BedrockRuntime;

namespace Llama;

/// <summary>A region that serves the model, with its client.</summary>
/// <param name="Name">The region's name, for example <c>us-east-1</c>.</param>
/// <param name="Connect">
/// Creates the region's client, on first use and only once. Switch its own retries off (<c>MaxErrorRetry = 0</c>): they would multiply
/// with <see cref="LlamaClient.MaxCalls"/>.
/// </param>
public sealed record BedrockRegion(string Name, Func<IAmazonBedrockRuntime> Connect);
