using System.Text.Json.Nodes;
using Chat.Configuration;
using Chat.Http;
using Llama;

namespace Chat.Prompts;

/// <summary>
/// Prompt and generation share one window. What is refused here has not been sent, and would not fit by any reading of it.
/// </summary>
internal static class ContextLimit
{
    /// <summary>Parameters that fit beside the dialog; a limit that the caller did not choose shrinks to what is left.</summary>
    /// <exception cref="ProblemException">They do not fit; tells the counts.</exception>
    public static InferenceParameters Fit(ChatSettings settings, Dialog dialog, InferenceParameters parameters, bool mayShrink) =>
        Fit(settings, settings.Model.Model.Template.Render(dialog), parameters, mayShrink);

    /// <inheritdoc cref="Fit(ChatSettings, Dialog, InferenceParameters, bool)"/>
    public static InferenceParameters Fit(ChatSettings settings, string prompt, InferenceParameters parameters, bool mayShrink)
    {
        var (template, window, wanted) = (settings.Model.Model.Template, settings.ContextWindow, parameters.MaxGenLen);
        if (template.UpperBound(prompt) <= window - wanted)
        {
            return parameters;
        }

        // A prompt that is hopelessly long is not counted: that would take the longer, the longer it is.
        var needed = mayShrink ? 1 : wanted;
        if (template.LowerBound(prompt) is var bound && bound > window - needed)
        {
            throw Exceeded(window, wanted, bound, isBound: true);
        }

        if (window - template.CountPrompt(prompt) is var left && left >= needed)
        {
            return parameters with { MaxGenLen = Math.Min(left, wanted) };
        }

        // It may still fit as the model reads it. If not, the model refuses it.
        var fewest = template.CountPromptAtLeast(prompt);

        return window - fewest >= needed
            ? parameters with
            {
                MaxGenLen = Math.Min(window - fewest, wanted),
            }
            : throw Exceeded(window, wanted, fewest, isBound: false);
    }

    private static ProblemException Exceeded(int window, int maxGenLen, int promptTokens, bool isBound) =>
        new(
            ProblemKind.ContextLengthExceeded,
            $"The prompt {(promptTokens < window ? "" : "alone ")}has {(isBound ? "at least " : "")}{promptTokens} tokens"
                + (
                    promptTokens < window
                        ? $" and max_gen_len is {maxGenLen}; together they exceed the context window of {window} tokens."
                        : $", which leaves nothing of the context window of {window} tokens for an answer."
                )
        )
        {
            Extensions = new Dictionary<string, JsonNode?>
            {
                ["prompt_tokens"] = promptTokens,
                ["max_gen_len"] = maxGenLen,
                ["window_tokens"] = window,
            },
        };
}
