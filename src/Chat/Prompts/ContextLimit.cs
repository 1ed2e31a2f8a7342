using System.Text.Json.Nodes;
using Chat.Configuration;
using Chat.Http;
using Chat.Telemetry;
using Llama;

namespace Chat.Prompts;

/// <summary>
/// Prompt and answer share one context window. A prompt is refused here, without a call, only if it cannot fit by any count.
/// </summary>
internal static class ContextLimit
{
    /// <summary>
    /// Parameters that fit beside the dialog. A default for max_gen_len is reduced to what is left; the caller's own value is not.
    /// </summary>
    /// <exception cref="ProblemException">They do not fit; contains the counts.</exception>
    public static InferenceParameters Fit(ChatSettings settings, Dialog dialog, InferenceParameters parameters, bool mayShrink)
    {
        using var span = Spans.Prompt();

        return FitPrompt(settings, settings.Model.Model.Template.Render(dialog), parameters, mayShrink);
    }

    /// <inheritdoc cref="Fit(ChatSettings, Dialog, InferenceParameters, bool)"/>
    public static InferenceParameters Fit(ChatSettings settings, string prompt, InferenceParameters parameters, bool mayShrink)
    {
        using var span = Spans.Prompt();

        return FitPrompt(settings, prompt, parameters, mayShrink);
    }

    /// <exception cref="ProblemException">The dialog and the longest answer do not fit; contains the counts.</exception>
    public static void Check(ChatSettings settings, Dialog dialog, int maxGenLen) =>
        FitPrompt(
            settings,
            settings.Model.Model.Template.Render(dialog),
            InferenceParameters.Default with
            {
                MaxGenLen = maxGenLen,
            },
            mayShrink: false
        );

    private static InferenceParameters FitPrompt(ChatSettings settings, string prompt, InferenceParameters parameters, bool mayShrink)
    {
        var (template, window, wanted) = (settings.Model.Model.Template, settings.ContextWindow, parameters.MaxGenLen);
        if (template.UpperBound(prompt) <= window - wanted)
        {
            return parameters;
        }

        // A prompt that is far too long is not counted exactly, because counting takes longer the longer the prompt is.
        var needed = mayShrink ? 1 : wanted;
        if (template.LowerBound(prompt) is var bound && bound > window - needed)
        {
            throw Exceeded(window, wanted, bound, isBound: true);
        }

        if (window - template.CountPrompt(prompt) is var left && left >= needed)
        {
            return parameters with { MaxGenLen = Math.Min(left, wanted) };
        }

        // The lowest possible count fits, so the model decides. It refuses a prompt that is too long.
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
