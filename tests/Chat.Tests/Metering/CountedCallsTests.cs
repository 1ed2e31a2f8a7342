using Chat.Tests.Conversations;
using Chat.Tests.Failures;
using LocalCloud.Bedrock.Faults;
using Shared;

namespace Chat.Tests.Metering;

public class CountedCallsTests(LimitedCloud limited, LocalCloudFixture free) : IClassFixture<LimitedCloud>
{
    public static TheoryData<string> Calls => MeteredCalls.All;

    public static TheoryData<string> Streamed => ["chat-streamed", "chat-stop", "invoke-streamed", "message", "message-streamed"];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Every_answer_is_counted_once_and_nothing_stays_reserved(string call)
    {
        var owner = Owner.Of(limited.Cloud);
        var before = limited.Cloud.Cloud.Bedrock!.Journal.Invocations.Count;

        using var answer = await owner.AskAsync(call, "count to 12");

        var usage = await owner.GetAsync("usage");
        var (prompt, completion) = limited.Cloud.Billed(before);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal((prompt, completion), (usage["total"]!.Number("prompt_tokens"), usage["total"]!.Number("completion_tokens")));
        Assert.Equal(1, Assert.Single(usage["days"]!.AsArray())!.Number("turns"));
        var cost = usage["total"]!.Usd("cost_usd");
        Assert.Equal(((prompt * 0.00075m) + (completion * 0.001m)) / 1000, cost);
        Assert.Equal((cost, 0m, LimitedCloud.DailyUsd - cost), await owner.BudgetAsync());
        Assert.Equal("""{"limit":3,"in_progress":0}""", usage["concurrency"]!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Without_limits_every_answer_is_counted_too(string call)
    {
        var owner = Owner.Of(free);

        using var answer = await owner.AskAsync(call, "count to 12");

        var usage = await owner.GetAsync("usage");
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.True(usage["total"]!.Number("completion_tokens") > 12);
        Assert.Equal(1, Assert.Single(usage["days"]!.AsArray())!.Number("turns"));
        Assert.Null(usage["budget"]);
        Assert.Null(usage["concurrency"]);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Of_a_stream_that_breaks_what_was_billed_is_counted(string call)
    {
        var owner = Owner.Of(limited.Cloud);
        var content = limited.Cloud.Fault(new() { Fault = FaultKind.FailMidStream, AfterChunks = 3 });

        using var answer = await owner.AskAsync(call, content);

        var total = (await owner.GetAsync("usage"))["total"]!;
        Assert.Equal(3, total.Number("completion_tokens"));
        Assert.True(total.Number("prompt_tokens") > 0);
        var (spent, reserved, _) = await owner.BudgetAsync();
        Assert.Equal((total.Usd("cost_usd"), 0m), (spent, reserved));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task What_the_model_refused_costs_nothing(string call)
    {
        var owner = Owner.Of(limited.Cloud);
        var content = limited.Cloud.Fault(new() { Fault = FaultKind.ModelError });

        using var answer = await owner.AskAsync(call, content);

        Assert.Equal(502, (int)answer.StatusCode);
        Assert.Equal((0m, 0m, LimitedCloud.DailyUsd), await owner.BudgetAsync());
    }

    [Fact]
    public async Task A_cancelled_turn_gives_back_what_it_did_not_take()
    {
        await using var slow = await LocalCloudFixture.StartAsync(
            new()
            {
                Environment = new Dictionary<string, string> { ["DAILY_BUDGET_USD"] = "1" },
                TokenDelay = TimeSpan.FromMilliseconds(50),
            }
        );
        var owner = Owner.Of(slow);
        var id = await owner.CreateAsync();
        using var streaming = await owner.StreamAsync(id, "count to 2000");
        var during = await owner.BudgetAsync();

        using var cancelled = await owner.SendAsync(HttpMethod.Post, $"conversations/{id}/cancel");
        var events = await streaming.EventsAsync();

        var (spent, reserved, _) = await owner.BudgetAsync();
        Assert.True(during.Reserved >= 0.000512m);
        Assert.Equal((events[^1].Json["usage"]!.Usd("cost_usd"), 0m), (spent, reserved));
    }

    [Fact]
    public async Task A_stream_that_runs_out_of_time_is_counted_as_far_as_it_came()
    {
        await using var slow = await LocalCloudFixture.StartAsync(
            new()
            {
                Environment = new Dictionary<string, string> { ["DAILY_BUDGET_USD"] = "1" },
                FunctionTimeout = TimeSpan.FromSeconds(4),
                TokenDelay = TimeSpan.FromMilliseconds(50),
            }
        );
        var owner = Owner.Of(slow);

        using var answer = await owner.AskAsync("chat-streamed", "count to 2000", maxGenLen: 2000);

        var total = (await owner.GetAsync("usage"))["total"]!;
        var (spent, reserved, _) = await owner.BudgetAsync();
        Assert.True(total.Number("completion_tokens") > 0);
        Assert.Equal((total.Usd("cost_usd"), 0m), (spent, reserved));
    }

    [Fact]
    public async Task An_answer_abandoned_before_its_token_counts_stays_in_the_budget_at_its_highest_cost()
    {
        await using var slow = await LocalCloudFixture.StartAsync(
            new()
            {
                Environment = new Dictionary<string, string> { ["DAILY_BUDGET_USD"] = "1", ["CONCURRENCY_LIMIT"] = "1" },
                FunctionTimeout = TimeSpan.FromSeconds(4),
            }
        );
        var owner = Owner.Of(slow);

        using var answer = await owner.AskAsync("chat", slow.Fault(new() { Fault = FaultKind.Hang }));

        var usage = await owner.GetAsync("usage");
        Assert.Equal(504, (int)answer.StatusCode);
        Assert.Empty(usage["days"]!.AsArray());
        Assert.InRange(usage["budget"]!.Usd("reserved_usd"), 0.0001m, 0.0003m);
        Assert.Equal(0, usage["concurrency"]!.Number("in_progress"));
    }
}
