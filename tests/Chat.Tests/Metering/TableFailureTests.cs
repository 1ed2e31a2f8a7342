using Chat.Tests.Conversations;
using Shared;

namespace Chat.Tests.Metering;

public class TableFailureTests(LocalCloudFixture real)
{
    // What only these requests hold.
    private const string Reserving = ":reservation";
    private const string Settling = ":difference";
    private const string Adding = "ADD turns :answer";

    public static TheoryData<string> Calls => MeteredCalls.All;

    [Theory]
    [InlineData("chat", "ProvisionedThroughputExceededException")]
    [InlineData("chat-streamed", "AccessDeniedException")]
    [InlineData("invoke", "AccessDeniedException")]
    [InlineData("message", "ProvisionedThroughputExceededException")]
    public async Task With_a_limit_an_answer_that_cannot_be_reserved_is_not_asked_for(string call, string error)
    {
        await using var dynamoDB = await FaultyDynamoDB.StartAsync(real.Cloud.DynamoDB.Url, TestContext.Current.CancellationToken);
        await using var cloud = await StartAsync(dynamoDB, budget: true);
        dynamoDB.Refuse(Reserving, error);
        var owner = Owner.Of(cloud);

        using var answer = await owner.AskAsync(call, "Hello");

        Assert.Equal((503, "5"), ((int)answer.StatusCode, answer.Header("Retry-After")));
        Assert.Contains("model_unavailable", await answer.TextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(error, await answer.TextAsync(), StringComparison.Ordinal);
        Assert.Empty(cloud.Cloud.Bedrock!.Journal.Invocations);
        Assert.Equal((0m, 0m, 1m), await owner.BudgetAsync());
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task An_answer_that_cannot_be_settled_is_given_and_stays_reserved(string call)
    {
        await using var dynamoDB = await FaultyDynamoDB.StartAsync(real.Cloud.DynamoDB.Url, TestContext.Current.CancellationToken);
        await using var cloud = await StartAsync(dynamoDB, budget: true);
        dynamoDB.Refuse(Settling, "AccessDeniedException");
        var owner = Owner.Of(cloud);

        using var answer = await owner.AskAsync(call, "echo: all the same");

        var (spent, reserved, _) = await owner.BudgetAsync();
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Contains("same", await answer.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(0m, spent);
        Assert.InRange(reserved, 0.0001m, 0.0003m);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Without_limits_an_answer_that_cannot_be_counted_is_given(string call)
    {
        await using var dynamoDB = await FaultyDynamoDB.StartAsync(real.Cloud.DynamoDB.Url, TestContext.Current.CancellationToken);
        await using var cloud = await StartAsync(dynamoDB, budget: false);
        dynamoDB.Refuse(Adding, "AccessDeniedException");

        using var answer = await Owner.Of(cloud).AskAsync(call, "echo: all the same");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Contains("same", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Writes_whose_answers_are_lost_are_made_once(string call)
    {
        await using var dynamoDB = await FaultyDynamoDB.StartAsync(real.Cloud.DynamoDB.Url, TestContext.Current.CancellationToken);
        await using var cloud = await StartAsync(dynamoDB, budget: true);
        dynamoDB.LoseAnswer(Reserving, times: 1);
        dynamoDB.LoseAnswer(Settling, times: 1);
        var owner = Owner.Of(cloud);

        using var answer = await owner.AskAsync(call, "count to 12");

        var usage = await owner.GetAsync("usage");
        var (prompt, completion) = cloud.Billed(since: 0);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal((prompt, completion), (usage["total"]!.Number("prompt_tokens"), usage["total"]!.Number("completion_tokens")));
        Assert.Equal(
            (usage["total"]!.Usd("cost_usd"), 0m),
            await owner.BudgetAsync() is var budget ? (budget.Spent, budget.Reserved) : default
        );
        Assert.Equal(0, usage["concurrency"]!.Number("in_progress"));
    }

    private static Task<LocalCloudFixture> StartAsync(FaultyDynamoDB dynamoDB, bool budget) =>
        LocalCloudFixture.StartAsync(
            new()
            {
                DynamoDB = dynamoDB.Choice,
                Environment = budget
                    ? new Dictionary<string, string> { ["DAILY_BUDGET_USD"] = "1", ["CONCURRENCY_LIMIT"] = "2" }
                    : new Dictionary<string, string>(),
                TokenDelay = TimeSpan.Zero,
            }
        );
}
