using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;
using Chat.Admin;
using Chat.Completions;
using Chat.Conversations;
using Chat.Http;
using Chat.Knowledge;
using Chat.Metering;

namespace Chat;

/// <summary>
/// The serializer context of all features, and the only type that uses all of them. One context per feature would create the converters of
/// shared types several times, which slows down a cold start.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(APIGatewayCustomAuthorizerResponse))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelEntry))]
[JsonSerializable(typeof(ChatCompletion))]
[JsonSerializable(typeof(ChatCompletionChunk))]
[JsonSerializable(typeof(TextCompletion))]
[JsonSerializable(typeof(OpenAIErrorBody))]
[JsonSerializable(typeof(ConversationBody))]
[JsonSerializable(typeof(MessageBody))]
[JsonSerializable(typeof(AnswerBody))]
[JsonSerializable(typeof(TurnBody))]
[JsonSerializable(typeof(DeltaBody))]
[JsonSerializable(typeof(CancelBody))]
[JsonSerializable(typeof(DeletedBody))]
[JsonSerializable(typeof(Feedback))]
[JsonSerializable(typeof(UsageBody))]
[JsonSerializable(typeof(LimitsBody))]
[JsonSerializable(typeof(OwnerBody))]
[JsonSerializable(typeof(AllUsageBody))]
[JsonSerializable(typeof(ErasureReport))]
[JsonSerializable(typeof(RetrievalOutcome))]
internal sealed partial class ChatJson : JsonSerializerContext
{
    /// <summary>For answers: characters without unnecessary escapes. Safe here, because the JSON is never embedded in HTML.</summary>
    public static ChatJson Api { get; } =
        new(new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static byte[] Citations(RetrievalOutcome retrieval) =>
        JsonSerializer.SerializeToUtf8Bytes(retrieval.Citations, Api.IReadOnlyListCitation);

    // Uses the generated writers directly. The serializer would first build metadata of each type, which slows down a cold start.
    public static byte[] Utf8(ChatCompletion completion) => JsonText.Utf8(completion, Default.ChatCompletionSerializeHandler);

    public static byte[] Utf8(ChatCompletionChunk chunk) => JsonText.Utf8(chunk, Default.ChatCompletionChunkSerializeHandler);

    public static byte[] Utf8(TextCompletion completion) => JsonText.Utf8(completion, Default.TextCompletionSerializeHandler);

    public static byte[] Utf8(AnswerBody answer) => JsonText.Utf8(answer, Default.AnswerBodySerializeHandler);

    public static byte[] Utf8(DeltaBody delta) => JsonText.Utf8(delta, Default.DeltaBodySerializeHandler);
}
