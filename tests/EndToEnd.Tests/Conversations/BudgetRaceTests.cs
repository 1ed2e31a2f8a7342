using System.Net;
using LocalCloud;
using LocalCloud.Gateway;
using Shared;

namespace EndToEnd.Tests.Conversations;

public sealed class BudgetRaceTests
{
    private const decimal Budget = 0.005m;

    [Fact]
    public async Task Simultaneous_answers_cost_what_usage_shows_and_never_more_than_the_budget()
    {
        await using var cloud = await Cloud.StartAsync(
            new()
            {
                TokenDelay = TimeSpan.Zero,
                Environment = new Dictionary<string, string> { ["DAILY_BUDGET_USD"] = "0.005", ["CONCURRENCY_LIMIT"] = "4" },
            },
            new NoLog(),
            TestContext.Current.CancellationToken
        );

        foreach (
            var (owner, costs) in await Task.WhenAll(Enumerable.Range(1, 3).Select(number => SpendAsync(cloud.Api, $"owner-{number}")))
        )
        {
            using ChatApi api = new(cloud.Api, owner);
            var usage = await api.GetAsync("usage");
            var budget = usage["budget"]!;
            Assert.InRange(costs.Sum(), 0.001m, Budget);
            Assert.Equal(costs.Sum(), (decimal)usage["total"]!["cost_usd"]!);
            Assert.Equal(costs.Count, (int)Assert.Single(usage["days"]!.AsArray())!["turns"]!);
            Assert.Equal(
                (costs.Sum(), 0m, Budget - costs.Sum()),
                ((decimal)budget["spent_usd"]!, (decimal)budget["reserved_usd"]!, (decimal)budget["remaining_usd"]!)
            );
            Assert.Equal(0, (int)usage["concurrency"]!["in_progress"]!);
        }
    }

    // Callers ask until the budget refuses them.
    private static async Task<(string Owner, List<decimal> Costs)> SpendAsync(Uri stage, string owner)
    {
        var costs = await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(async caller =>
                {
                    using ChatApi api = new(stage, owner);
                    var id = await api.CreateAsync();
                    List<decimal> costs = [];
                    while (true)
                    {
                        var answer =
                            caller % 2 == 0
                                ? await api.PostAsync(
                                    $"conversations/{id}/messages",
                                    """{"content":"count to 90","parameters":{"max_gen_len":300}}"""
                                )
                                : await api.PostAsync(
                                    "chat/completions",
                                    """{"max_tokens":300,"messages":[{"role":"user","content":"count to 90"}]}"""
                                );
                        var code = (string?)answer.Json["code"] ?? (string?)answer.Json["error"]?["code"];
                        if (code == "budget_exceeded")
                        {
                            return costs;
                        }

                        Assert.Contains(
                            (answer.Status, code),
                            new[] { (HttpStatusCode.OK, null), (HttpStatusCode.TooManyRequests, "rate_limited") }
                        );
                        if (answer.Status == HttpStatusCode.OK)
                        {
                            costs.Add((decimal)answer.Json["usage"]!["cost_usd"]!);
                        }
                    }
                })
        );

        return (owner, [.. costs.SelectMany(cost => cost)]);
    }

    private sealed class NoLog : IRequestLog
    {
        public void Answered(AnsweredRequest request) { }
    }
}
