using Llama;

namespace Chat.Completions;

/// <summary>OpenAI's words for why an answer ended.</summary>
internal static class FinishReasons
{
    /// <summary>None of OpenAI's: the stream broke.</summary>
    public const string Error = "error";

    public static string Of(StopReason reason) =>
        reason switch
        {
            StopReason.Length => "length",
            StopReason.Guardrail => "content_filter",
            _ => "stop",
        };
}
