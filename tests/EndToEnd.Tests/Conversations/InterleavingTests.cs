using System.Net;
using LocalCloud.Bedrock.Faults;
using Shared;

namespace EndToEnd.Tests.Conversations;

public sealed class InterleavingTests(FastCloud cloud) : IClassFixture<FastCloud>
{
    private static readonly HttpStatusCode[] _expected =
    [
        HttpStatusCode.OK,
        HttpStatusCode.Accepted,
        // Nothing to answer again yet; another turn in progress; the model's fault.
        HttpStatusCode.BadRequest,
        HttpStatusCode.Conflict,
        HttpStatusCode.BadGateway,
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 8)];

    public static TheoryData<int> Walks => [.. Enumerable.Range(1, 6)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Simultaneous_requests_leave_no_gaps_in_the_turns_and_the_sums_agree(int seed)
    {
        var owner = $"owner-{seed}";
        cloud.Bedrock.Faults.Add(
            new()
            {
                Fault = FaultKind.ModelError,
                WhenPromptContains = $"refused {seed}.",
                Times = 2,
            }
        );
        cloud.Bedrock.Faults.Add(
            new()
            {
                Fault = FaultKind.FailMidStream,
                AfterChunks = 4,
                WhenPromptContains = $"broken {seed}.",
                Times = 2,
            }
        );
        using ChatApi api = new(cloud.Api, owner);
        var id = await api.CreateAsync();
        Random random = new(seed);
        var callers = Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, 6).Select(_ => random.Next(8)).ToList()).ToList();

        var statuses = await Task.WhenAll(callers.Select(steps => CallAsync(api, id, seed, steps)));

        Assert.All(statuses.SelectMany(status => status), status => Assert.Contains(status, _expected));
        Assert.Contains(HttpStatusCode.OK, statuses.SelectMany(status => status));
        await AssertConsistentAsync(api, id);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Of_a_new_message_and_a_regeneration_at_once_only_one_calls_the_model(int seed)
    {
        using ChatApi api = new(cloud.Api, $"racer-{seed}");
        var id = await api.CreateAsync();
        await api.SayAsync(id, "echo: first");

        var answers = await Task.WhenAll(
            api.PostAsync($"conversations/{id}/messages", """{"regenerate":true,"parameters":{"max_gen_len":400}}"""),
            api.PostAsync($"conversations/{id}/messages", """{"content":"count to 200"}""")
        );

        var head = await api.GetAsync($"conversations/{id}");
        var last = (await api.MessagesAsync(id))[^1];
        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { HttpStatusCode.OK, HttpStatusCode.Conflict }));
        Assert.Equal((int?)last["turn"], (int?)head["turns"]);
        await AssertConsistentAsync(api, id);
    }

    [Theory]
    [MemberData(nameof(Walks))]
    public async Task Whatever_is_asked_of_a_tree_at_once_its_paths_are_whole_and_the_sums_agree(int seed)
    {
        using ChatApi api = new(cloud.Api, $"walker-{seed}");
        TreeWalk walk = new(api, await api.CreateAsync(), seed);

        await walk.RunAsync(isCut: false);

        Assert.InRange(await walk.AssertWholeAsync(), 1, int.MaxValue);
        await walk.AssertBilledAsync();
    }

    [Theory]
    [MemberData(nameof(Walks))]
    public async Task A_conversation_that_is_deleted_while_it_is_used_is_gone_and_stays_gone(int seed)
    {
        using ChatApi api = new(cloud.Api, $"deleter-{seed}");
        var id = await api.CreateAsync();
        await api.SayAsync(id, "echo: first");
        var messages = $"conversations/{id}/messages";
        Task<Answer>[] users =
        [
            api.PostAsync(messages, """{"content":"count to 200","parameters":{"max_gen_len":900}}"""),
            api.PostAsync(messages, """{"regenerate":true,"turn":1}"""),
            api.SendAsync(HttpMethod.Patch, $"conversations/{id}", """{"active_turn":0}"""),
        ];
        await Task.Delay(new Random(seed).Next(250), TestContext.Current.CancellationToken);

        var deleted = await api.SendAsync(HttpMethod.Delete, $"conversations/{id}");
        var used = await Task.WhenAll(users);

        Assert.Equal(HttpStatusCode.NoContent, deleted.Status);
        Assert.All(
            used,
            answer => Assert.Contains(answer.Status, new[] { HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.NotFound })
        );
        Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync(HttpMethod.Get, $"conversations/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync(HttpMethod.Get, messages)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await api.SayAsync(id, "echo: too late")).Status);
        Assert.Empty((await api.GetAsync("conversations"))["items"]!.AsArray());
        var usage = await api.GetAsync("usage");
        Assert.Equal(0, (int)usage["concurrency"]!["in_progress"]!);
        Assert.Equal((decimal)usage["total"]!["cost_usd"]!, (decimal)usage["budget"]!["spent_usd"]!);
    }

    private static async Task<List<HttpStatusCode>> CallAsync(ChatApi api, string id, int seed, List<int> steps)
    {
        List<HttpStatusCode> statuses = [];
        foreach (var step in steps)
        {
            statuses.AddRange(await StepAsync(api, id, seed, step));
        }

        return statuses;
    }

    private static async Task<IEnumerable<HttpStatusCode>> StepAsync(ChatApi api, string id, int seed, int step)
    {
        var messages = $"conversations/{id}/messages";
        switch (step)
        {
            case 0:
                return [(await api.PostAsync($"conversations/{id}/cancel", "{}")).Status];
            case 1:
                return [(await api.PostAsync(messages, """{"regenerate":true}""")).Status];
            case 2:
                var twice = await Task.WhenAll(
                    Enumerable.Range(0, 2).Select(_ => api.PostAsync(messages, """{"content":"echo: only once"}""", key: $"key-{seed}"))
                );
                return twice.Select(answer => answer.Status);
            case 3:
                return [(await api.SayAsync(id, $"refused {seed}.")).Status];
            case 4:
                return [(await api.SayAsync(id, $"broken {seed}.")).Status];
            case 5:
                using (var stream = await api.StreamAsync(messages, """{"content":"count to 600","parameters":{"max_gen_len":1500}}"""))
                {
                    await stream.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                    return [stream.StatusCode];
                }

            default:
                return [(await api.SayAsync(id, $"echo: step {step}")).Status];
        }
    }

    private static async Task AssertConsistentAsync(ChatApi api, string id)
    {
        var messages = await api.MessagesAsync(id);
        var head = await api.GetAsync($"conversations/{id}");
        var reported = await api.GetAsync("usage");
        var usage = reported["total"]!;
        var turns = messages.Where(message => (string?)message["role"] == "assistant").ToList();

        Assert.Equal(Enumerable.Range(1, turns.Count), turns.Select(turn => (int)turn["turn"]!));
        Assert.DoesNotContain("generating", turns.Select(turn => (string?)turn["status"]));
        Assert.Equal(turns.Count, (int)head["turns"]!);
        Assert.Equal(TreeWalk.Sum(turns.Select(turn => turn["usage"]!)), TreeWalk.Sum([usage]));
        Assert.Equal(TreeWalk.Sum([head["usage"]!]), TreeWalk.Sum([usage]));
        Assert.Equal((decimal)usage["cost_usd"]!, (decimal)reported["budget"]!["spent_usd"]!);
        Assert.Equal(0, (int)reported["concurrency"]!["in_progress"]!);
    }
}
