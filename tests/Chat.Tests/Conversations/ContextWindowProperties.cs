using Chat.Configuration;
using Chat.Conversations;
using Chat.Http;
using Chat.Prompts;
using FsCheck.Xunit;
using Llama;

namespace Chat.Tests.Conversations;

[Properties(Arbitrary = [typeof(AnyTurns)], MaxTest = 300)]
public sealed class ContextWindowProperties
{
    private const int Window = 256;
    private const int MaxGenLen = 64;

    [Property]
    public Task As_many_whole_turns_as_fit_are_shown_and_not_one_more(AnyTurns any) => AssertAsync(any, LlamaModel.Llama2Chat13B);

    [Property]
    public Task The_same_holds_for_a_model_whose_tokens_are_not_counted_exactly(AnyTurns any) =>
        AssertAsync(any, LlamaModel.Llama3Instruct8B);

    private static async Task AssertAsync(AnyTurns any, LlamaModel model)
    {
        var template = model.Template;
        var settings = ChatSettings.Bind(new Dictionary<string, string> { ["MODEL_ID"] = model.Id, ["CONTEXT_WINDOW"] = $"{Window}" });
        var answered = Turns(any).Where(turn => turn.Assistant.Length > 0).Select(turn => new Turn(turn.User, turn.Assistant)).ToList();
        Dialog With(int turns) => new(any.System, [.. answered.TakeLast(turns), new(any.Message)]);
        bool Fits(int turns) => template.CountTokens(With(turns)) + MaxGenLen <= Window;

        var fit = await FitAsync(any, settings);

        Assert.Equal(Fits(0), fit is not null);
        if (fit is not null)
        {
            Assert.True(Fits(fit.TurnsIncluded));
            Assert.True(fit.TurnsIncluded == answered.Count || !Fits(fit.TurnsIncluded + 1));
            Assert.Equal(With(fit.TurnsIncluded).Turns, fit.Dialog.Turns);
            Assert.Equal(any.System, fit.Dialog.System);
        }
    }

    // What was counted was counted with Llama 2's vocabulary, whatever the model is now.
    private static IReadOnlyList<ConversationTurn> Turns(AnyTurns any) => any.ToTurns(PromptTemplate.Llama2);

    [Theory]
    [InlineData(1.5, 6)]
    [InlineData(1, 9)]
    [InlineData(0.75, 12)]
    public async Task What_the_model_counted_for_the_last_prompt_corrects_our_count(double ratio, int turns)
    {
        var settings = ChatSettings.Bind(new Dictionary<string, string> { ["CONTEXT_WINDOW"] = $"{Window}" });
        var answered = Enumerable.Repeat(new PastTurn(new("Say one two three.", "one two three")), 100).ToAsyncEnumerable();

        var fit = await new ContextWindow(settings).FitAsync(
            new(null, [new("Again.")]),
            answered,
            new(Ours: 100, Models: (int)(100 * ratio)),
            MaxGenLen,
            CancellationToken.None
        );

        Assert.Equal(turns, fit.TurnsIncluded);
    }

    private static async Task<ContextFit?> FitAsync(AnyTurns any, ChatSettings settings)
    {
        try
        {
            var newestFirst = Turns(any).Reverse().Where(turn => turn.IsShown).Select(turn => turn.ToPastTurn()).ToAsyncEnumerable();

            return await new ContextWindow(settings).FitAsync(
                new(any.System, [new(any.Message)]),
                newestFirst,
                last: null,
                MaxGenLen,
                CancellationToken.None
            );
        }
        catch (ProblemException refused)
        {
            Assert.Equal(ProblemKind.ContextLengthExceeded, refused.Kind);
            return null;
        }
    }
}
