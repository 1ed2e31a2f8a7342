namespace Chat.Telemetry;

/// <summary>OpenTelemetry's names for generative AI. They are not stable yet, so they are only used here.</summary>
internal static class GenAiNames
{
    public const string Source = "LlamaChat";

    public const string Chat = "chat";
    public const string TextCompletion = "text_completion";
    public const string Bedrock = "aws.bedrock";

    public const string Operation = "gen_ai.operation.name";
    public const string Provider = "gen_ai.provider.name";
    public const string RequestModel = "gen_ai.request.model";
    public const string ResponseModel = "gen_ai.response.model";
    public const string InputTokens = "gen_ai.usage.input_tokens";
    public const string OutputTokens = "gen_ai.usage.output_tokens";
    public const string TokenType = "gen_ai.token.type";
    public const string ErrorType = "error.type";

    public const string TokenUsage = "gen_ai.client.token.usage";
    public const string Duration = "gen_ai.client.operation.duration";
    public const string TimeToFirstChunk = "gen_ai.client.operation.time_to_first_chunk";
    public const string TimePerOutputChunk = "gen_ai.client.operation.time_per_output_chunk";
}
