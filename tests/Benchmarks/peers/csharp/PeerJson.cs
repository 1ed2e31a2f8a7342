using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;

namespace Peer;

internal sealed record ChatRequest(
    List<ChatMessage> Messages,
    bool Stream = false,
    double? Temperature = null,
    double? TopP = null,
    int? MaxTokens = null
);

internal sealed record ChatMessage(string Role, string Content);

internal sealed record Completion(string Id, string Object, long Created, string Model, List<Choice> Choices)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Usage? Usage { get; init; }
}

internal sealed record Choice(int Index)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChatMessage? Message { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Delta? Delta { get; init; }

    public string? FinishReason { get; init; }
}

internal sealed record Delta(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Content = null
);

internal sealed record Usage(int PromptTokens, int CompletionTokens, int TotalTokens, decimal CostUsd);

internal sealed record MessageRequest(string Content);

internal sealed record MessageAnswer(
    string ConversationId,
    int Turn,
    ChatMessage Message,
    string? StopReason,
    Usage Usage,
    WindowUse Context,
    ServedBy ServedBy
);

internal sealed record WindowUse(int WindowTokens, int PromptTokens, int TurnsIncluded, int TurnsDropped);

internal sealed record ServedBy(string ModelId, string Region);

internal sealed record Piece(string Text);

internal sealed record Refusal(RefusalError Error);

internal sealed record RefusalError(string Message, string Type);

internal sealed record Asked(string Prompt, double Temperature, double TopP, int MaxGenLen);

/// <summary>A whole answer of the model, or a chunk of it.</summary>
internal sealed record Generated(string? Generation, string? StopReason, int? PromptTokenCount, int? GenerationTokenCount);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(APIGatewayProxyRequest))]
[JsonSerializable(typeof(Asked))]
[JsonSerializable(typeof(ChatRequest))]
[JsonSerializable(typeof(Completion))]
[JsonSerializable(typeof(Generated))]
[JsonSerializable(typeof(MessageAnswer))]
[JsonSerializable(typeof(MessageRequest))]
[JsonSerializable(typeof(Piece))]
[JsonSerializable(typeof(Refusal))]
internal sealed partial class PeerJson : JsonSerializerContext;
