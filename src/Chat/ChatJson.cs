using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;
using Chat.Completions;
using Chat.Conversations;
using Chat.Http;
using Chat.Knowledge;
using Chat.Metering;

namespace Chat;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(APIGatewayProxyRequest))]
[JsonSerializable(typeof(APIGatewayProxyResponse))]
[JsonSerializable(typeof(APIGatewayCustomAuthorizerRequest))]
[JsonSerializable(typeof(APIGatewayCustomAuthorizerResponse))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ChatCompletion))]
[JsonSerializable(typeof(ChatCompletionChunk))]
[JsonSerializable(typeof(OpenAIErrorBody))]
[JsonSerializable(typeof(ConversationBody))]
[JsonSerializable(typeof(Page<ConversationBody>))]
[JsonSerializable(typeof(Page<MessageBody>))]
[JsonSerializable(typeof(AnswerBody))]
[JsonSerializable(typeof(DeltaBody))]
[JsonSerializable(typeof(CancelBody))]
[JsonSerializable(typeof(UsageBody))]
[JsonSerializable(typeof(RetrievalOutcome))]
internal sealed partial class ChatJson : JsonSerializerContext
{
    /// <summary>What clients get: text as it is, and not as escapes. It is never put into HTML.</summary>
    public static ChatJson Api { get; } = new(new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
