namespace Llama;

/// <summary>
/// The names in traces: of activity sources, spans and attributes. Attributes have the names of OpenTelemetry's semantic conventions for
/// generative AI, which are still in development, so they are written only here.
/// </summary>
public static class TraceNames
{
    /// <summary>The activity source of <see cref="LlamaClient"/>: a span for each answer.</summary>
    public const string Source = "Llama";

    /// <summary>The child span from the first call to the first chunk of a stream.</summary>
    public const string FirstToken = "first token";

    /// <summary>The event of a call that failed and was followed by another one.</summary>
    public const string FailedCall = "call failed";

    /// <summary><see cref="Chat"/> or <see cref="TextCompletion"/>.</summary>
    public const string Operation = "gen_ai.operation.name";

    /// <summary>The operation of a dialog.</summary>
    public const string Chat = "chat";

    /// <summary>The operation of a raw prompt.</summary>
    public const string TextCompletion = "text_completion";

    /// <summary>Always <see cref="Bedrock"/>.</summary>
    public const string Provider = "gen_ai.provider.name";

    /// <summary>The conventions' name for Amazon Bedrock.</summary>
    public const string Bedrock = "aws.bedrock";

    /// <summary>The model's id or ARN for Bedrock.</summary>
    public const string RequestModel = "gen_ai.request.model";

    /// <summary>The largest number of tokens to generate.</summary>
    public const string MaxTokens = "gen_ai.request.max_tokens";

    /// <summary>The temperature.</summary>
    public const string Temperature = "gen_ai.request.temperature";

    /// <summary>The probability mass to sample from.</summary>
    public const string TopP = "gen_ai.request.top_p";

    /// <summary>Whether Bedrock was asked for a stream.</summary>
    public const string Stream = "gen_ai.request.stream";

    /// <summary>The catalog's id of the model.</summary>
    public const string ResponseModel = "gen_ai.response.model";

    /// <summary>A list of one: <c>stop</c>, <c>length</c> or <c>guardrail</c>.</summary>
    public const string FinishReasons = "gen_ai.response.finish_reasons";

    /// <summary>The prompt's tokens.</summary>
    public const string InputTokens = "gen_ai.usage.input_tokens";

    /// <summary>The answer's tokens.</summary>
    public const string OutputTokens = "gen_ai.usage.output_tokens";

    /// <summary>The conversation's id; taken over from the parent span, if it has one.</summary>
    public const string Conversation = "gen_ai.conversation.id";

    /// <summary>The guardrail's id or ARN.</summary>
    public const string Guardrail = "aws.bedrock.guardrail.id";

    /// <summary>The knowledge base's id.</summary>
    public const string KnowledgeBase = "aws.bedrock.knowledge_base.id";

    /// <summary>The host that answered.</summary>
    public const string ServerAddress = "server.address";

    /// <summary>The region that answered.</summary>
    public const string Region = "aws.region";

    /// <summary>Why it failed: a <see cref="LlamaError"/>, a type of exception, or <see cref="Cancelled"/>.</summary>
    public const string Error = "error.type";

    /// <summary>The value of <see cref="Error"/> for an answer that its reader abandoned.</summary>
    public const string Cancelled = "cancelled";
}
