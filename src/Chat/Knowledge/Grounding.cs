using Amazon.Lambda.Core;
using Chat.Configuration;
using Llama;

namespace Chat.Knowledge;

/// <summary>Retrieves passages and puts them before the question of one request.</summary>
/// <param name="knowledge">The knowledge base.</param>
/// <param name="settings">The context window, the template, and whether a failed retrieval fails the request.</param>
/// <param name="request">The number of passages and the filter.</param>
/// <param name="timeLeft">The remaining time of the whole request.</param>
internal sealed class Grounding(KnowledgeBase knowledge, ChatSettings settings, RetrievalRequest request, TimeSpan timeLeft)
{
    /// <summary>
    /// The share of the free window that is kept for earlier turns, if there are any: a follow-up question is unclear without them. A
    /// third of what a short question leaves of 4,096 tokens is about 1,200 tokens, three or four turns; the rest holds seven passages of
    /// 300.
    /// </summary>
    public const double ShareOfEarlierTurns = 1.0 / 3;

    // Retrieval usually takes one or two seconds. If it takes longer, most of the time has to be left for the model.
    private const double ShareOfTime = 0.25;
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    private readonly PassageFit _fit = new(settings.Model.Model.Template);

    /// <param name="dialog">The dialog, with the question in its last turn.</param>
    /// <param name="maxGenLen">Tokens kept for the answer.</param>
    /// <param name="hasEarlierTurns">Whether to keep room for earlier turns, which are not in the dialog yet.</param>
    /// <param name="cancellationToken">The end of the invocation's time.</param>
    /// <exception cref="KnowledgeBaseException">Retrieval failed and the deployment requires it, or the filter is wrong.</exception>
    public async Task<GroundedMessage> GroundAsync(Dialog dialog, int maxGenLen, bool hasEarlierTurns, CancellationToken cancellationToken)
    {
        var question = dialog.Turns[^1].User;
        var free = settings.ContextWindow - maxGenLen - CountTokens(dialog, settings.ContextWindow);
        var budget = settings.ContextWindow - maxGenLen - (hasEarlierTurns ? (int)(free * ShareOfEarlierTurns) : 0);

        // No search if no passage would fit.
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

    // For a prompt that is far too long, the lower bound is enough.
    private int CountTokens(Dialog dialog, int window)
    {
        var template = settings.Model.Model.Template;
        var prompt = template.Render(dialog);

        return template.LowerBound(prompt) is var bound && bound > window ? bound : template.CountPrompt(prompt);
    }
}
