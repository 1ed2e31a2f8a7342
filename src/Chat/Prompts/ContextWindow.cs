using Chat.Configuration;
using Llama;

namespace Chat.Prompts;

/// <summary>What of a conversation the model is shown.</summary>
/// <param name="Dialog">System prompt, the turns that fit, and the new message.</param>
/// <param name="TurnsIncluded">How many of the earlier turns are in it.</param>
internal sealed record ContextFit(Dialog Dialog, int TurnsIncluded)
{
    /// <summary>The prompt's tokens by our count; null where its bytes fitted, so that nothing was counted.</summary>
    public int? Counted { get; init; }
}

/// <summary>Fits whole turns, newest first, into what the generation leaves of the context window.</summary>
internal sealed class ContextWindow(ChatSettings settings)
{
    private PromptTemplate Template => settings.Model.Model.Template;

    /// <param name="alone">System prompt and new message.</param>
    /// <param name="newestFirst">The earlier turns that may be shown, read only as far as they fit.</param>
    /// <param name="last">How the prompt before this one was counted; null to ask the turns.</param>
    /// <param name="maxGenLen">Tokens kept for the answer.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Http.ProblemException">System prompt and message alone do not fit.</exception>
    public async Task<ContextFit> FitAsync(
        Dialog alone,
        IAsyncEnumerable<PastTurn> newestFirst,
        PromptCount? last,
        int maxGenLen,
        CancellationToken cancellationToken
    )
    {
        ContextLimit.Fit(settings, alone, InferenceParameters.Default with { MaxGenLen = maxGenLen }, mayShrink: false);

        FittingTurns fitting = new(Template, alone, settings.ContextWindow - maxGenLen);
        await foreach (var turn in newestFirst.WithCancellation(cancellationToken))
        {
            last ??= turn.Count;
            if (!fitting.TryAdd(turn, last?.Ratio ?? 1))
            {
                break;
            }
        }

        return new(fitting.Dialog, fitting.Count) { Counted = fitting.Counted };
    }

    /// <summary>What turns are counted with.</summary>
    public string Vocabulary => Template.Vocabulary;

    /// <summary>What a turn takes in a later prompt, if counting is cheap by now.</summary>
    public int? CountIfCheap(Turn answered) => Template.IsVocabularyLoaded ? Template.CountTurn(answered) : null;

    /// <summary>How the model and we counted a prompt that was sent; null if nothing was counted.</summary>
    /// <param name="fit">The prompt as it was to be sent.</param>
    /// <param name="sent">The dialog that was sent, if it had to be shorter than that.</param>
    /// <param name="promptTokens">The model's count.</param>
    public PromptCount? Compare(ContextFit fit, Dialog? sent, int promptTokens) =>
        promptTokens <= 0 ? null
        : sent is not null ? new(Template.CountTokens(sent), promptTokens)
        : fit.Counted is { } ours ? new(ours, promptTokens)
        : null;
}
