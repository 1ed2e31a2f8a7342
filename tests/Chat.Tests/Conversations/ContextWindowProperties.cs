using Chat.Conversations;
using Chat.Http;
using FsCheck.Xunit;
using Llama;

namespace Chat.Tests.Conversations;

[Properties(Arbitrary = [typeof(AnyTurns)], MaxTest = 300)]
public sealed class ContextWindowProperties
{
    private const int Window = 256;
    private const int MaxGenLen = 64;

    private static readonly ChatSettings _settings = ChatSettings.Bind(new Dictionary<string, string> { ["CONTEXT_WINDOW"] = $"{Window}" });
    private static readonly PromptTemplate _template = _settings.Model.Model.Template;

    [Property]
    public async Task As_many_whole_turns_as_fit_are_shown_and_not_one_more(AnyTurns any)
    {
        var answered = any.ToTurns(_template).Where(turn => turn.Assistant.Length > 0).Select(turn => new Turn(turn.User, turn.Assistant)).ToList();
        Dialog With(int turns) => new(any.System, [.. answered.TakeLast(turns), new(any.Message)]);
        bool Fits(int turns) => _template.CountTokens(With(turns)) + MaxGenLen <= Window;

        var fit = await FitAsync(any);

        Assert.Equal(Fits(0), fit is not null);
        if (fit is not null)
        {
            Assert.True(Fits(fit.TurnsIncluded));
            Assert.True(fit.TurnsIncluded == answered.Count || !Fits(fit.TurnsIncluded + 1));
            Assert.Equal(With(fit.TurnsIncluded).Turns, fit.Dialog.Turns);
            Assert.Equal(any.System, fit.Dialog.System);
        }
    }

    private static async Task<ContextFit?> FitAsync(AnyTurns any)
    {
        try
        {
            var newestFirst = any.ToTurns(_template).Reverse().ToAsyncEnumerable();

            return await new ContextWindow(_settings).FitAsync(any.System, any.Message, newestFirst, MaxGenLen, CancellationToken.None);
        }
        catch (ProblemException refused)
        {
            Assert.Equal(ProblemKind.ContextLengthExceeded, refused.Kind);
            return null;
        }
    }
}
