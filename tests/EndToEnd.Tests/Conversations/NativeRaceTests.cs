using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using EndToEnd.Tests.Native;
using Shared;

namespace EndToEnd.Tests.Conversations;

/// <summary>Many callers at once, on the executable that is shipped.</summary>
public sealed class NativeRaceTests : IClassFixture<NativeMode>
{
    private readonly NativeMode _native;

    public NativeRaceTests(NativeMode native)
    {
        Assert.SkipWhen(native.Missing is not null, native.Missing ?? "");
        _native = native;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_fifty_posts_at_once_with_mixed_parents_each_accepted_one_is_one_turn_behind_its_parent()
    {
        await using var cloud = await StartAsync();
        using var api = ChatApi.OnPort(cloud.Port, "alice");
        var id = await api.CreateAsync();
        await api.SayAsync(id, "echo: first");
        await api.SayAsync(id, "echo: second");

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(async number =>
                {
                    var parent = number % 3;
                    var body = $$"""{"content":"echo: post {{number}}","parent":{{parent}}}""";
                    return (Parent: parent, Answer: await api.PostAsync($"conversations/{id}/messages", body));
                })
        );

        var accepted = answers.Where(answer => answer.Answer.Status == HttpStatusCode.OK).ToList();
        Assert.NotEmpty(accepted);
        Assert.All(
            answers.Except(accepted),
            refused =>
                Assert.Equal((HttpStatusCode.Conflict, "turn_in_progress"), (refused.Answer.Status, (string?)refused.Answer.Json["code"]))
        );
        Assert.All(accepted, answer => Assert.Equal(answer.Parent, (int)answer.Answer.Json["parent"]!));
        var turns = (await api.MessagesAsync(id)).Where(message => (string?)message["role"] == "assistant").ToList();
        Assert.Equal(Enumerable.Range(1, accepted.Count + 2), turns.Select(turn => (int)turn["turn"]!));
        Assert.Equal(
            accepted.OrderBy(answer => (int)answer.Answer.Json["turn"]!).Select(answer => Content(answer.Answer.Json)),
            turns.Skip(2).Select(turn => ((int)turn["parent"]!, (string?)turn["content"]))
        );
        Assert.Equal(turns.Count, (int)(await api.GetAsync($"conversations/{id}"))["turns"]!);
    }

    [Fact]
    public async Task Eight_clients_follow_one_turn_to_the_same_end_and_the_answer_is_billed_once()
    {
        await using var cloud = await StartAsync();
        using var api = ChatApi.OnPort(cloud.Port, "alice");
        var id = await api.CreateAsync();
        using var stream = await api.StreamAsync(
            $"conversations/{id}/messages",
            """{"content":"count to 200","parameters":{"max_gen_len":800}}"""
        );
        using StreamReader body = new(await stream.Content.ReadAsStreamAsync(Token));
        Assert.Equal("event: delta", await body.ReadLineAsync(Token));

        var followed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => api.FollowAsync(id, 1)));
        await body.ReadToEndAsync(Token);

        var counted = string.Join(' ', Enumerable.Range(1, 200));
        Assert.All(followed, text => Assert.Equal(counted, text));
        var turn = (await api.MessagesAsync(id))[1];
        var usage = (await api.GetAsync("usage"))["total"]!;
        Assert.Equal((counted, "complete"), ((string?)turn["content"], (string?)turn["status"]));
        Assert.Equal((int)turn["usage"]!["total_tokens"]!, (int)usage["total_tokens"]!);
    }

    private static (int, string?) Content(JsonNode answer) => ((int)answer["parent"]!, (string?)answer["message"]!["content"]);

    private async Task<RunningCloud> StartAsync()
    {
        var port = Repository.FreePorts();
        var cloud = LocalCloudProcess.Start("--port", port.ToString(CultureInfo.InvariantCulture), "--functions", _native.Bootstrap);
        await cloud.LineWithAsync("Ctrl+C", Token);

        return new(cloud, port);
    }

    private sealed record RunningCloud(LocalCloudProcess Cloud, int Port) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Cloud.DisposeAsync();
    }
}
