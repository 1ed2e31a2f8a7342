using System.Diagnostics;
using Llama;

namespace Chat.Telemetry;

/// <summary>The spans of the functions, beside those of <c>Llama</c>. Without a listener there are none, and nothing is allocated.</summary>
internal static class Spans
{
    /// <summary>The activity source of the spans within a request.</summary>
    public const string Source = "Chat";

    private static readonly ActivitySource _source = new(Source);

    /// <summary>The search of a knowledge base.</summary>
    public static Activity? Retrieve(string? knowledgeBaseId) =>
        _source
            .StartActivity("retrieve", ActivityKind.Client)
            ?.SetTag(TraceNames.Provider, TraceNames.Bedrock)
            .SetTag(TraceNames.KnowledgeBase, knowledgeBaseId);

    /// <summary>The choice of what fits into the context window.</summary>
    public static Activity? Prompt() => _source.StartActivity("prompt");

    /// <summary>A call to DynamoDB, reading or writing.</summary>
    /// <param name="request">The SDK's request, whose type names the operation.</param>
    public static Activity? Store(object request)
    {
        if (!_source.HasListeners())
        {
            return null;
        }

        var operation = request.GetType().Name.Replace("Request", "", StringComparison.Ordinal);

        return _source
            .StartActivity($"store {operation}", ActivityKind.Client)
            ?.SetTag("db.system.name", "aws.dynamodb")
            .SetTag("db.operation.name", operation);
    }

    /// <summary>Names the conversation of the request; the span of its answer takes the name over.</summary>
    public static void InConversation(string id) => Activity.Current?.SetTag(TraceNames.Conversation, id);

    /// <summary>Records a failure, without its message, which may contain a user's words. For a filter of a catch: always false.</summary>
    public static bool Fail(this Activity? span, Exception failure)
    {
        span?.SetTag(TraceNames.Error, failure.GetType().Name).SetStatus(ActivityStatusCode.Error);
        return false;
    }
}
