using Shared;

namespace Chat.Tests.Conversations;

public class UsageTests(LocalCloudFixture cloud)
{
    private readonly Owner _owner = Owner.Of(cloud);

    [Fact]
    public async Task Usage_is_the_sum_of_all_answers()
    {
        var (one, other) = (await _owner.CreateAsync(), await _owner.CreateAsync());
        var answers = await Task.WhenAll(_owner.SayAsync(one, "count to 3"), _owner.SayAsync(other, "count to 30"));

        var usage = await _owner.GetAsync("usage");

        foreach (var name in (string[])["prompt_tokens", "completion_tokens", "total_tokens", "cost_usd"])
        {
            var sum = answers.Sum(answer => answer["usage"]![name]!.GetValue<decimal>());
            Assert.Equal(sum, usage["total"]![name]!.GetValue<decimal>());
            Assert.Equal(sum, usage["days"]!.AsArray().Sum(day => day!["usage"]![name]!.GetValue<decimal>()));
        }

        Assert.Equal(2, usage["days"]!.AsArray().Sum(day => day!.Number("turns")));
    }

    [Fact]
    public async Task The_break_even_is_where_an_hour_on_demand_costs_what_a_unit_costs()
    {
        await _owner.SayAsync(await _owner.CreateAsync(), "count to 30");

        var usage = await _owner.GetAsync("usage");

        var (total, breakEven) = (usage["total"]!, usage["provisioned_break_even"]!);
        var perToken = total["cost_usd"]!.GetValue<decimal>() / total.Number("total_tokens");
        var (unit, tokens) = (breakEven["model_unit_usd_per_hour"]!.GetValue<decimal>(), breakEven["tokens_per_hour"]!.GetValue<long>());
        Assert.Equal(21.18m, unit);
        Assert.InRange(unit, perToken * (tokens - 1), perToken * tokens);
        Assert.Equal(
            decimal.Round((decimal)total.Number("prompt_tokens") / total.Number("total_tokens"), 4),
            breakEven["prompt_share"]!.GetValue<decimal>()
        );
    }

    [Fact]
    public async Task Without_any_use_there_is_nothing_to_compare()
    {
        var usage = await _owner.GetAsync("usage?from=2026-01-01&to=2026-01-31");

        Assert.Equal(("2026-01-01", "2026-01-31"), (usage.Text("from"), usage.Text("to")));
        Assert.Empty(usage["days"]!.AsArray());
        Assert.Equal((0, null), (usage["total"]!.Number("total_tokens"), usage["provisioned_break_even"]));
    }

    [Fact]
    public async Task Days_outside_are_not_counted()
    {
        await _owner.SayAsync(await _owner.CreateAsync(), "count to 3");

        var usage = await _owner.GetAsync("usage?to=2020-01-31");

        Assert.Equal(("2020-01-02", 0), (usage.Text("from"), usage["total"]!.Number("total_tokens")));
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=2026-02-30", "to")]
    [InlineData("to=1-1-2026", "to")]
    [InlineData("from=2026-02-02&to=2026-02-01", "from")]
    [InlineData("from=2025-01-01&to=2026-01-02", "from")]
    public async Task Days_are_refused_by_the_parameters_name(string query, string field)
    {
        using var answer = await _owner.SendAsync(HttpMethod.Get, $"usage?{query}");

        Assert.Equal((400, field), ((int)answer.StatusCode, (await answer.JsonAsync()).Text("field")));
    }

    [Theory]
    [InlineData("from=2025-01-01&to=2026-01-01")]
    [InlineData("to=0001-01-05")]
    public async Task The_widest_and_the_earliest_range_are_ranges(string query)
    {
        Assert.Empty((await _owner.GetAsync($"usage?{query}"))["days"]!.AsArray());
    }
}
