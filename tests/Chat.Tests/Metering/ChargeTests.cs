using Amazon.DynamoDBv2;
using Amazon.Lambda.TestUtilities;
using Chat.Configuration;
using Chat.Http;
using Chat.Metering;
using Chat.Prompts;
using Llama;

namespace Chat.Tests.Metering;

public class ChargeTests
{
    private static readonly WorstCase _worst = new(MaxGenLen: 1, UpperBound: () => 1, Count: () => 1);

    private readonly TestLambdaLogger _log = new();

    [Fact]
    public async Task A_cost_that_cannot_be_booked_is_logged_with_its_tokens()
    {
        await using (var charge = Open(("CHAT_TABLE", "chat")))
        {
            await charge.ReserveAsync(_worst, TestContext.Current.CancellationToken);
            await charge.NoteAsync(Task.FromResult(new TokenUsage(7, 11)), tokens => new(tokens));
        }

        Assert.Contains("usage_not_booked", _log.Buffer.ToString(), StringComparison.Ordinal);
        Assert.Contains("7", _log.Buffer.ToString(), StringComparison.Ordinal);
        Assert.Contains("11", _log.Buffer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_limit_nothing_is_admitted_that_cannot_be_reserved()
    {
        await using var charge = Open(("CHAT_TABLE", "chat"), ("CONCURRENCY_LIMIT", "1"));

        var problem = await Assert.ThrowsAsync<ProblemException>(() => charge.ReserveAsync(_worst, TestContext.Current.CancellationToken));

        Assert.Equal((ProblemKind.ModelUnavailable, TimeSpan.FromSeconds(5)), (problem.Kind, problem.RetryAfter));
        Assert.DoesNotContain("down", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_table_nothing_is_booked()
    {
        await using (var charge = Open())
        {
            await charge.ReserveAsync(_worst, TestContext.Current.CancellationToken);
            await charge.NoteAsync(Task.FromResult(new TokenUsage(7, 11)), tokens => new(tokens));
        }

        Assert.Equal("", _log.Buffer.ToString());
    }

    [Theory]
    [InlineData("""{"generation":"a","prompt_token_count":10,"generation_token_count":1}""", 10, 1)]
    [InlineData("""{"generation":"a","prompt_token_count":null,"generation_token_count":4}""", 5, 4)]
    [InlineData("""{"generation":"a","prompt_token_count":10}""", 10, 2)]
    [InlineData("""{"generation":"a"}""", 5, 2)]
    [InlineData("""{"prompt_token_count":"many","generation_token_count":1e99}""", 5, 2)]
    public void Tokens_are_read_from_the_models_own_JSON(string json, int prompt, int completion)
    {
        var tokens = NativeAnswer.Read(new(System.Text.Encoding.UTF8.GetBytes(json), Region: null), soFar: new(5, 2)).Tokens;

        Assert.Equal(new(prompt, completion), tokens);
    }

    [Theory]
    [InlineData("""{"amazon-bedrock-guardrailAction":"INTERVENED"}""", GuardrailAction.Intervened)]
    [InlineData("""{"amazon-bedrock-guardrailAction":"NONE"}""", GuardrailAction.None)]
    [InlineData("""{"amazon-bedrock-guardrailAction":null}""", GuardrailAction.None)]
    [InlineData("{}", GuardrailAction.None)]
    public void A_guardrails_action_is_read_from_the_models_own_JSON(string json, GuardrailAction action)
    {
        Assert.Equal(action, NativeAnswer.Read(new(System.Text.Encoding.UTF8.GetBytes(json), Region: null), soFar: null).Guardrail);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Bad Gateway</html>")]
    [InlineData("""["generation_token_count"]""")]
    [InlineData("{\0\"\0g\0")]
    public void What_is_no_JSON_object_is_not_the_models(string body)
    {
        var problem = Assert.Throws<ProblemException>(() =>
            NativeAnswer.Read(new(System.Text.Encoding.UTF8.GetBytes(body), Region: null), soFar: new(5, 2))
        );

        Assert.Equal(ProblemKind.ModelError, problem.Kind);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, -2_000_000_000)]
    [InlineData(2_000_000_000, 1)]
    [InlineData(10, 8193)]
    public async Task A_count_that_no_answer_can_have_says_nothing(int prompt, int completion)
    {
        await using var charge = Open();

        await charge.NoteAsync(Task.FromResult(new TokenUsage(prompt, completion)), tokens => new(tokens));

        Assert.Equal((null, 1), (charge.Tokens, charge.Calls.Unsettled));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(8192, 8192)]
    public async Task A_count_of_up_to_twice_the_context_window_is_believed(int prompt, int completion)
    {
        await using var charge = Open();

        await charge.NoteAsync(Task.FromResult(new TokenUsage(prompt, completion)), tokens => new(tokens));

        Assert.Equal((new TokenUsage(prompt, completion), 0), (charge.Tokens, charge.Calls.Unsettled));
    }

    [Fact]
    public async Task A_whole_answer_without_counts_is_one_call_of_unknown_cost()
    {
        await using var charge = Open();

        await charge.NoteAsync(Task.FromResult("answer"), _ => new(null));

        Assert.Equal((null, 1), (charge.Tokens, charge.Calls.Unsettled));
    }

    [Fact]
    public void A_process_is_dead_at_the_end_of_its_time_and_not_before()
    {
        var end = DateTimeOffset.UnixEpoch;
        DayState day = new(0, 0, 1, [new("id", new(1970, 1, 1), 0, end)]);

        Assert.Single(day.Dead(end));
        Assert.Empty(day.Living(end));
        Assert.Empty(day.Dead(end.AddMilliseconds(-1)));
        Assert.Single(day.Living(end.AddMilliseconds(-1)));
    }

    [Fact]
    public async Task A_stream_whose_counts_are_impossible_is_one_call_of_unknown_cost()
    {
        await using var charge = Open();
        TokenUsage[] reported = [new(3, 1), new(3, -2), new(3, -3)];

        await charge
            .NoteAsync(reported.ToAsyncEnumerable(), (item, _) => new(item), TestContext.Current.CancellationToken)
            .LastAsync(TestContext.Current.CancellationToken);

        Assert.Equal((null, 1), (charge.Tokens, charge.Calls.Unsettled));
    }

    [Fact]
    public async Task An_answer_that_is_not_the_models_is_one_call_of_unknown_cost()
    {
        await using var charge = Open();

        await Assert.ThrowsAsync<ProblemException>(() =>
            charge.NoteAsync(Task.FromResult("<html>"u8.ToArray()), body => NativeAnswer.Read(new(body, Region: null), soFar: null))
        );

        Assert.Equal((null, 1), (charge.Tokens, charge.Calls.Unsettled));
    }

    private Charge Open(params (string Name, string Value)[] variables)
    {
        Meter meter = new(
            ChatSettings.Bind(variables.ToDictionary(variable => variable.Name, variable => variable.Value)),
            new Lazy<IAmazonDynamoDB>(() => throw new InvalidOperationException("down")),
            TimeProvider.System
        );

        return new(meter, "ada", () => DateTimeOffset.UtcNow.AddMinutes(1), _log);
    }
}
