using System.Globalization;
using Chat.Tests.Conversations;
using Shared;

namespace Chat.Tests.Metering;

public class BudgetTests(LimitedCloud limited) : IClassFixture<LimitedCloud>
{
    private readonly Owner _owner = Owner.Of(limited.Cloud);

    public static TheoryData<string> Calls => MeteredCalls.All;

    private int Asked => limited.Cloud.Cloud.Bedrock!.Journal.Invocations.Count;

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_request_that_may_cost_more_than_the_rest_of_the_budget_is_refused_before_the_model_is_called(string call)
    {
        var before = Asked;

        using var answer = await _owner.AskAsync(call, "Hello", maxGenLen: 2048);

        Assert.Equal((429, before), ((int)answer.StatusCode, Asked));
        Assert.InRange(int.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 60);
        Assert.Equal("false", answer.Header("x-should-retry"));
        Assert.Contains("budget_exceeded", await answer.TextAsync(), StringComparison.Ordinal);
        Assert.Equal((0m, 0m, LimitedCloud.DailyUsd), await _owner.BudgetAsync());
    }

    [Fact]
    public async Task The_problem_has_the_balance_the_need_and_the_reset()
    {
        using var answer = await _owner.AskAsync("invoke", "Hello", maxGenLen: 2048);

        var problem = await answer.JsonAsync();
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
        Assert.Equal((429, "budget_exceeded"), (problem.Number("status"), problem.Text("code")));
        Assert.Equal((0.002m, 2048), (problem.Usd("balance_usd"), problem.Number("max_gen_len")));
        Assert.Equal(((problem.Number("prompt_tokens") * 0.00075m) + 2.048m) / 1000, problem.Usd("needed_usd"));
        var resetsAt = DateTimeOffset.Parse(problem.Text("resets_at"), CultureInfo.InvariantCulture);
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (resetsAt.TimeOfDay, resetsAt.Offset));
        Assert.Equal(problem.Text("resets_at"), (await _owner.GetAsync("usage"))["budget"]!.Text("resets_at"));
    }

    [Fact]
    public async Task OpenAIs_clients_get_OpenAIs_error_object()
    {
        using var answer = await _owner.AskAsync("chat", "Hello", maxGenLen: 2048);

        var (status, error) = await answer.OpenAIErrorAsync();
        Assert.Equal((429, "budget_exceeded", "rate_limit_error"), (status, error.Text("code"), error.Text("type")));
        Assert.Contains("A smaller max_tokens needs less", error.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_that_the_caller_did_not_choose_does_not_shrink_to_the_budget()
    {
        await using var poor = await LocalCloudFixture.StartAsync(
            new() { Environment = new Dictionary<string, string> { ["DAILY_BUDGET_USD"] = "0.0005" } }
        );
        var owner = Owner.Of(poor);

        using var chosen = await owner.AskAsync("chat", "echo: a", maxGenLen: 50);
        using var left = await owner.SendAsync(HttpMethod.Post, "chat/completions", Answers.ChatBody("echo: a"));

        Assert.Equal((200, 429), ((int)chosen.StatusCode, (int)left.StatusCode));
        Assert.Contains("a max_tokens of 512", (await left.OpenAIErrorAsync()).Error.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_message_leaves_no_turn_and_its_key_is_free()
    {
        var id = await _owner.CreateAsync();
        const string Costly = """{"content":"echo: a","parameters":{"max_gen_len":2048}}""";

        using var refused = await _owner.PostAsync(id, Costly, key: "once");
        using var again = await _owner.PostAsync(id, """{"content":"echo: a"}""", key: "once");

        Assert.Equal((429, 200), ((int)refused.StatusCode, (int)again.StatusCode));
        Assert.Equal(1, (await again.JsonAsync()).Number("turn"));
        Assert.Equal(2, (await _owner.MessagesAsync(id)).Count);
    }

    [Fact]
    public async Task A_budget_of_nothing_admits_nothing()
    {
        await using var poor = await LocalCloudFixture.StartAsync(
            new() { Environment = new Dictionary<string, string> { ["DAILY_BUDGET_USD"] = "0" } }
        );

        using var answer = await Owner.Of(poor).AskAsync("chat", "Hello", maxGenLen: 1);

        Assert.Equal(429, (int)answer.StatusCode);
    }
}
