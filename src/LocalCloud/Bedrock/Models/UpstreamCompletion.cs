using System.Text.Json.Serialization;

namespace LocalCloud.Bedrock.Models;

/// <summary>The used part of OpenAI's completions API; snake_case in JSON.</summary>
internal sealed record CompletionRequest(
    string? Model,
    string Prompt,
    int MaxTokens,
    double Temperature,
    double TopP,
    bool Stream,
    CompletionStreamOptions? StreamOptions
);

internal sealed record CompletionStreamOptions(bool IncludeUsage);

internal sealed record UpstreamCompletion(IReadOnlyList<CompletionChoice>? Choices = null, CompletionUsage? Usage = null);

internal sealed record CompletionChoice(string? Text = null, string? FinishReason = null);

internal sealed record CompletionUsage(
    [property: JsonConverter(typeof(LenientCount))] int? PromptTokens = null,
    [property: JsonConverter(typeof(LenientCount))] int? CompletionTokens = null
);
