using System.Net;
using System.Text.Json.Nodes;
using Shared;

namespace EndToEnd.Tests.Conversations;

/// <summary>Random requests of several callers to one conversation, and what must hold whatever their order was.</summary>
internal sealed class TreeWalk(ChatApi api, string id, int seed)
{
    private const int Callers = 3;
    private const int Steps = 6;

    private static readonly HttpStatusCode[] _expected =
    [
        HttpStatusCode.OK,
        HttpStatusCode.Accepted,
        // Nothing to answer again or to continue; another turn is in progress.
        HttpStatusCode.BadRequest,
        HttpStatusCode.Conflict,
    ];

    /// <summary>Lets the callers take their steps at the same time, while somebody reads.</summary>
    /// <param name="isCut">Whether processes are killed meanwhile, so that requests may be cut off.</param>
    public async Task RunAsync(bool isCut)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var watching = WatchAsync(ended.Token);
        Random random = new(seed);
        var callers = Enumerable.Range(0, Callers).Select(_ => new Random(random.Next()));

        var statuses = (await Task.WhenAll(callers.Select(caller => CallAsync(caller, isCut)))).SelectMany(status => status).ToList();
        await ended.CancelAsync();
        await watching;

        // On a slow machine, every process may be killed before it has answered.
        Assert.True(isCut || statuses.Contains(HttpStatusCode.OK));
        Assert.All(
            statuses.Where(status => !isCut || status is not (null or HttpStatusCode.BadGateway)),
            status => Assert.Contains(status!.Value, _expected)
        );
    }

    /// <summary>Numbers without gaps, every path readable to its start, and the conversation's usage is the sum over its turns.</summary>
    /// <returns>The number of turns.</returns>
    public async Task<int> AssertWholeAsync()
    {
        var messages = await api.MessagesAsync(id);
        var turns = messages.Where(message => (string?)message["role"] == "assistant").ToList();
        var conversation = await api.GetAsync($"conversations/{id}");
        Assert.Equal(Enumerable.Range(1, turns.Count), turns.Select(Number));
        Assert.Equal(turns.Count, (int)conversation["turns"]!);
        Assert.InRange((int)conversation["active_turn"]!, 0, turns.Count);
        Assert.DoesNotContain("generating", turns.Select(turn => (string?)turn["status"]));

        var parents = turns.ToDictionary(Number, turn => (int)turn["parent"]!);
        Assert.All(parents, turn => Assert.InRange(turn.Value, 0, turn.Key - 1));
        foreach (var leaf in parents.Keys)
        {
            var path = await api.MessagesAsync(id, $"path&leaf={leaf}");
            Assert.Equal(
                PathTo(leaf, parents),
                path.Where(message => (string?)message["role"] == "assistant").Select(message => Number(message))
            );
        }

        Assert.Equal(Sum(turns.Select(turn => turn["usage"]!)), Sum([conversation["usage"]!]));

        return turns.Count;
    }

    /// <summary>The owner has been billed for the conversation, and nothing is reserved any more.</summary>
    public async Task AssertBilledAsync()
    {
        var conversation = await api.GetAsync($"conversations/{id}");
        var usage = await api.GetAsync("usage");
        Assert.Equal(Sum([conversation["usage"]!]), Sum([usage["total"]!]));
        Assert.Equal((decimal)usage["total"]!["cost_usd"]!, (decimal)usage["budget"]!["spent_usd"]!);
        Assert.Equal(0, (int)usage["concurrency"]!["in_progress"]!);
    }

    /// <summary>What usages add up to.</summary>
    public static (int Prompt, int Completion, decimal Usd) Sum(IEnumerable<JsonNode> usages) =>
        usages.Aggregate(
            (0, 0, 0m),
            (sum, usage) =>
                (
                    sum.Item1 + (int)usage["prompt_tokens"]!,
                    sum.Item2 + (int)usage["completion_tokens"]!,
                    sum.Item3 + (decimal)usage["cost_usd"]!
                )
        );

    private static int Number(JsonNode message) => (int)message["turn"]!;

    private static IEnumerable<int> PathTo(int leaf, Dictionary<int, int> parents)
    {
        List<int> path = [];
        for (var turn = leaf; turn > 0; turn = parents[turn])
        {
            path.Insert(0, turn);
        }

        return path;
    }

    // At no time are two turns in progress, and no turn follows a later one.
    private async Task WatchAsync(CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            var turns = (await api.MessagesAsync(id)).Where(message => (string?)message["role"] == "user").ToList();
            Assert.InRange(turns.Count(turn => (string?)turn["status"] == "generating"), 0, 1);
            Assert.All(turns, turn => Assert.InRange((int)turn["parent"]!, 0, Number(turn) - 1));
            await Task.Delay(100, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<List<HttpStatusCode?>> CallAsync(Random random, bool isCut)
    {
        List<HttpStatusCode?> statuses = [];
        for (var step = 0; step < Steps; step++)
        {
            try
            {
                statuses.Add(await StepAsync(random, step));
            }
            catch (Exception cut) when (isCut && cut is HttpRequestException or IOException)
            {
                statuses.Add(null);
            }
        }

        return statuses;
    }

    private async Task<HttpStatusCode> StepAsync(Random random, int step)
    {
        var messages = $"conversations/{id}/messages";
        var turns = (int)(await api.GetAsync($"conversations/{id}"))["turns"]!;
        var any = random.Next(turns + 1);
        switch (random.Next(8))
        {
            case 0:
                await Task.Delay(random.Next(200), TestContext.Current.CancellationToken);
                return (await api.PostAsync($"conversations/{id}/cancel", "{}")).Status;
            case 1:
                return (await api.SendAsync(HttpMethod.Patch, $"conversations/{id}", $$"""{"active_turn":{{any}}}""")).Status;
            case 2:
                return (await api.PostAsync(messages, $$"""{"regenerate":true,"turn":{{Math.Max(any, 1)}}}""")).Status;
            case 3:
                return (await api.PostAsync(messages, $$"""{"continue":true,"turn":{{Math.Max(any, 1)}}}""")).Status;
            case 4:
                return (await api.PostAsync(messages, $$"""{"content":"echo: edit {{step}}","parent":{{any}}}""")).Status;
            case 5:
                return (await api.PostAsync(messages, """{"content":"count to 50","parameters":{"max_gen_len":20}}""")).Status;
            case 6:
                using (var stream = await api.StreamAsync(messages, """{"content":"count to 100","parameters":{"max_gen_len":300}}"""))
                {
                    await stream.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                    return stream.StatusCode;
                }

            default:
                return (await api.SayAsync(id, $"echo: step {step}")).Status;
        }
    }
}
