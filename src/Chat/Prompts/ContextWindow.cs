using Chat.Configuration;
using Chat.Telemetry;
using Llama;

namespace Chat.Prompts;

/// <summary>The part of a conversation that the model gets.</summary>
/// <param name="Dialog">System prompt, the turns that fit, and the new message.</param>
/// <param name="TurnsIncluded">The number of earlier turns in the dialog.</param>
internal sealed record ContextFit(Dialog Dialog, int TurnsIncluded)
{
    /// <summary>The prompt's tokens by our count; null if its length in bytes already proved that it fits.</summary>
    public int? Counted { get; init; }
}

/// <summary>Fits whole turns, newest first, into the context window less the tokens reserved for the answer.</summary>
internal sealed class ContextWindow(ChatSettings settings)
{
    private PromptTemplate Template => settings.Model.Model.Template;

    /// <param name="alone">System prompt and new message.</param>
    /// <param name="newestFirst">The earlier turns, read only as far as they fit.</param>
    /// <param name="last">The counts of the previous prompt; null to take them from the turns.</param>
    /// <param name="maxGenLen">Tokens reserved for the answer.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="Http.ProblemException">System prompt and message alone do not fit.</exception>
    public async Task<ContextFit> FitAsync(
        Dialog alone,
        IAsyncEnumerable<PastTurn> newestFirst,
        PromptCount? last,
        int maxGenLen,
        CancellationToken cancellationToken
    )
    {
        using var span = Spans.Prompt();
        ContextLimit.Check(settings, alone, maxGenLen);

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

    /// <summary>The vocabulary that turns are counted with.</summary>
    public string Vocabulary => Template.Vocabulary;

    /// <summary>A turn's tokens in a later prompt; null if the vocabulary would have to be loaded first.</summary>
    public int? CountIfCheap(Turn answered) => Template.IsVocabularyLoaded ? Template.CountTurn(answered) : null;

    /// <summary>The model's count and our count of a prompt that was sent; null if we did not count it.</summary>
    /// <param name="fit">The prompt as planned.</param>
    /// <param name="sent">The shorter dialog that was sent instead; null if none.</param>
    /// <param name="promptTokens">The model's count.</param>
    public PromptCount? Compare(ContextFit fit, Dialog? sent, int promptTokens) =>
        promptTokens <= 0 ? null
        : sent is not null ? new(Template.CountTokens(sent), promptTokens)
        : fit.Counted is { } ours ? new(ours, promptTokens)
        : null;
}
