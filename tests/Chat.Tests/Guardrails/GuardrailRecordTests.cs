using System.Text.Json;
using Chat.Configuration;
using Chat.Conversations;
using Chat.Http;
using Chat.Prompts;
using Chat.Table;
using Llama;

namespace Chat.Tests.Guardrails;

public sealed class GuardrailRecordTests
{
    private static readonly ChatSettings _settings = ChatSettings.Bind(new Dictionary<string, string>());

    [Theory]
    [InlineData(GuardrailAction.Blocked, GuardedCloud.Blocked)]
    [InlineData(GuardrailAction.Anonymized, GuardedCloud.Masked)]
    [InlineData(GuardrailAction.Intervened, """{"action":"INTERVENED","blocked":null}""")]
    public void What_Bedrock_did_not_tell_is_not_guessed(GuardrailAction action, string json)
    {
        MessageBody message = new(1, 0, 1, "assistant", "", "complete", null, null, "") { Guardrail = GuardrailBody.Of(action) };

        Assert.Contains($"\"guardrail\":{json}", JsonSerializer.Serialize(message, ChatJson.Api.MessageBody), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GuardrailAction.None, 3)]
    [InlineData(GuardrailAction.Anonymized, 3)]
    [InlineData(GuardrailAction.Blocked, 2)]
    [InlineData(GuardrailAction.Intervened, 2)]
    public async Task Text_that_may_be_the_guardrails_is_left_out_of_prompts_and_earlier_turns_stay(GuardrailAction action, int shown)
    {
        ConversationTurn[] newestFirst = [Turn(3), Turn(2) with { Guardrail = action }, Turn(1)];

        var shownTurns = newestFirst.Where(turn => turn.IsShown).Select(turn => turn.ToPastTurn()).ToAsyncEnumerable();
        var fit = await new ContextWindow(_settings).FitAsync(
            new(null, [new("new")]),
            shownTurns,
            last: null,
            64,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(shown, fit.TurnsIncluded);
        Assert.Equal(shown == 3, fit.Dialog.Turns.Any(turn => turn.User == "question 2"));
        Assert.Equal(("question 1", "new"), (fit.Dialog.Turns[0].User, fit.Dialog.Turns[^1].User));
    }

    [Theory]
    [InlineData("none", GuardrailAction.None)]
    [InlineData("intervened", GuardrailAction.Intervened)]
    [InlineData("anonymized", GuardrailAction.Anonymized)]
    [InlineData("blocked", GuardrailAction.Blocked)]
    public void A_stored_turn_keeps_what_it_was(string stored, GuardrailAction action)
    {
        var item = ConversationItems.ToItem("ada", "id", Turn(1));
        item["guardrail"] = Attributes.S(stored);

        Assert.Equal(action, ConversationItems.ToTurn(item).Guardrail);
        Assert.Equal(stored, Attributes.S(action).S);
    }

    private static ConversationTurn Turn(int number) =>
        new()
        {
            Number = number,
            User = $"question {number}",
            Assistant = $"answer {number}",
            Status = TurnStatus.Complete,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
}
