using Chat.Configuration;
using Chat.Http;
using Llama;

namespace Chat.Prompts;

/// <summary>Prompt and generation share one window.</summary>
internal static class ContextLimit
{
    /// <param name="window">The model's context window in tokens.</param>
    /// <param name="maxGenLen">The tokens that the generation may take.</param>
    /// <param name="upperBound">What the prompt cannot exceed; if that fits, nothing needs to be counted.</param>
    /// <param name="count">The prompt's count.</param>
    /// <exception cref="ProblemException">They do not fit; tells the counts.</exception>
    public static void Check(int window, int maxGenLen, int upperBound, Func<int> count)
    {
        if (upperBound + maxGenLen > window && count() is var exact && exact + maxGenLen > window)
        {
            throw Exceeded(window, maxGenLen, exact);
        }
    }

    /// <summary>Parameters that fit beside the dialog; a limit that the caller did not choose shrinks to what is left.</summary>
    /// <exception cref="ProblemException">They do not fit; tells the counts.</exception>
    public static InferenceParameters Fit(ChatSettings settings, Dialog dialog, InferenceParameters parameters, bool mayShrink)
    {
        var template = settings.Model.Model.Template;
        if (template.UpperBound(dialog) + parameters.MaxGenLen <= settings.ContextWindow)
        {
            return parameters;
        }

        var prompt = template.CountTokens(dialog);
        var left = settings.ContextWindow - prompt;
        return left >= parameters.MaxGenLen ? parameters
            : mayShrink && left > 0 ? parameters with { MaxGenLen = left }
            : throw Exceeded(settings.ContextWindow, parameters.MaxGenLen, prompt);
    }

    private static ProblemException Exceeded(int window, int maxGenLen, int promptTokens) =>
        new(
            ProblemKind.ContextLengthExceeded,
            $"The prompt has {promptTokens} tokens and max_gen_len is {maxGenLen}; together they exceed the context window of {window} tokens.")
        {
            Extensions = new Dictionary<string, System.Text.Json.Nodes.JsonNode?>
            {
                ["prompt_tokens"] = promptTokens,
                ["max_gen_len"] = maxGenLen,
                ["window_tokens"] = window,
            },
        };
}
