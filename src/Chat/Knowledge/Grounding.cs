using Amazon.Lambda.Core;
using Chat.Configuration;
using Llama;

namespace Chat.Knowledge;

/// <summary>Puts passages of the knowledge base before one request's question.</summary>
/// <param name="knowledge">Where to look.</param>
/// <param name="settings">The window, the template, and whether to go on without an answer.</param>
/// <param name="request">What to look for.</param>
/// <param name="timeLeft">The time that the whole request has left.</param>
internal sealed class Grounding(KnowledgeBase knowledge, ChatSettings settings, RetrievalRequest request, TimeSpan timeLeft)
{
    /// <summary>
    /// What of the free window is kept for earlier turns, where there are any. A follow-up question is understood from
    /// the turns it refers to; a third of what a short question leaves of 4,096 tokens is some 1,200, three or four
    /// exchanges, and the rest holds seven passages of 300.
    /// </summary>
    public const double ShareOfEarlierTurns = 1.0 / 3;

    // A search is over within a second or two. One that takes longer must leave the model, which needs most of the time, most of it.
    private const double ShareOfTime = 0.25;
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    private readonly PassageFit _fit = new(settings.Model.Model.Template);

    /// <param name="dialog">The dialog, with the question in its last turn.</param>
    /// <param name="maxGenLen">Tokens kept for the answer.</param>
    /// <param name="hasEarlierTurns">Whether turns that are not in the dialog yet are to have their share.</param>
    /// <param name="cancellationToken">The end of the invocation's time.</param>
    /// <exception cref="KnowledgeBaseException">The search failed, and the deployment does not answer without it; or the filter is
    /// wrong.</exception>
    public async Task<GroundedMessage> GroundAsync(Dialog dialog, int maxGenLen, bool hasEarlierTurns, CancellationToken cancellationToken)
    {
        var question = dialog.Turns[^1].User;
        var free = settings.ContextWindow - maxGenLen - CountTokens(dialog, settings.ContextWindow);
        var budget = settings.ContextWindow - maxGenLen - (hasEarlierTurns ? (int)(free * ShareOfEarlierTurns) : 0);

        // Where nothing can be added, nothing needs to be looked for.
        if (free < PassageFit.LeastCut || string.IsNullOrWhiteSpace(question))
        {
            return new(dialog, []);
        }

        try
        {
            var found = await knowledge.RetrieveAsync(request, question, Limit, cancellationToken);
            var (grounded, given) = _fit.Fit(dialog, PassageRanking.Rank(found), budget);

            return new(grounded, given);
        }
        catch (KnowledgeBaseException failure) when (failure.Error != KnowledgeBaseError.InvalidFilter && !settings.IsRetrievalRequired)
        {
            LambdaLogger.Log(LogLevel.Warning, "{Failure}", failure.Message);
            return new(dialog, [], IsAvailable: false);
        }
    }

    private TimeSpan Limit => timeLeft * ShareOfTime is var share && share < _longest ? share : _longest;

    // Of a prompt that is hopelessly long a bound tells enough.
    private int CountTokens(Dialog dialog, int window)
    {
        var template = settings.Model.Model.Template;
        var prompt = template.Render(dialog);

        return template.LowerBound(prompt) is var bound && bound > window ? bound : template.CountPrompt(prompt);
    }
}
