using System.Diagnostics;
using System.Globalization;
using System.Net;
using Chat.Table;
using EndToEnd.Tests.Native;
using Shared;

namespace EndToEnd.Tests.Conversations;

/// <summary>kill -9, on the executable that is shipped.</summary>
public sealed class KilledFunctionTests : IClassFixture<NativeMode>
{
    private readonly NativeMode _native;

    public KilledFunctionTests(NativeMode native)
    {
        Assert.SkipWhen(native.Missing is not null, native.Missing ?? "");
        _native = native;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"content":"echo: next"}""", 2)]
    [InlineData("""{"regenerate":true}""", 1)]
    public async Task A_turn_whose_process_was_killed_is_kept_blocks_for_its_lease_and_is_then_left_behind_or_taken_up(string next, int turn)
    {
        var port = Repository.FreePorts();
        await using var cloud = LocalCloudProcess.Start(
            "--port", port.ToString(CultureInfo.InvariantCulture), "--functions", _native.Bootstrap);
        await cloud.LineWithAsync("Ctrl+C", Token);
        using var api = ChatApi.OnPort(port, "alice");
        var id = await api.CreateAsync();
        await KillInTheMiddleAsync(cloud, api, id);

        var seen = await api.MessagesAsync(id);
        var atOnce = await api.SayAsync(id, "echo: too early");
        await EndLeaseAsync(port, id);
        var afterLease = await api.MessagesAsync(id);
        var answered = await api.PostAsync($"conversations/{id}/messages", next);
        var atTheEnd = await api.MessagesAsync(id);

        Assert.Equal(["1 user generating count to 500", "1 assistant generating "], seen.Select(Told));
        Assert.Equal((HttpStatusCode.Conflict, "turn_in_progress"), (atOnce.Status, (string?)atOnce.Json["code"]));
        Assert.Equal(["1 user failed count to 500", "1 assistant failed "], afterLease.Select(Told));
        Assert.Equal("abandoned", (string?)afterLease[1]["stop_reason"]);
        Assert.Equal((HttpStatusCode.OK, turn), (answered.Status, (int?)answered.Json["turn"]));
        Assert.Equal(turn * 2, atTheEnd.Count);
        Assert.Equal(turn == 1 ? "complete" : "failed", (string?)atTheEnd[1]["status"]);
        Assert.Equal(("complete", turn), ((string?)atTheEnd[^1]["status"], (int?)atTheEnd[^1]["turn"]));
    }

    private static async Task KillInTheMiddleAsync(LocalCloudProcess cloud, ChatApi api, string id)
    {
        using var stream = await api.StreamAsync($"conversations/{id}/messages", """{"content":"count to 500","parameters":{"max_gen_len":2000}}""");
        using StreamReader body = new(await stream.Content.ReadAsStreamAsync(Token));
        Assert.Equal("event: delta", await body.ReadLineAsync(Token));

        var pid = cloud.Children("bootstrap").Single(child =>
            File.ReadAllText($"/proc/{child}/environ").Split('\0').Contains("_HANDLER=messages"));
        using (var function = Process.GetProcessById(pid))
        {
            function.Kill();
        }

        await Assert.ThrowsAnyAsync<IOException>(() => body.ReadToEndAsync(Token));
    }

    // The lease is half a minute; this is the wait.
    private static async Task EndLeaseAsync(int port, string id)
    {
        using var dynamoDB = TestDynamoDB.Connect(new($"http://127.0.0.1:{port + 2}"));
        await dynamoDB.UpdateItemAsync(
            new()
            {
                TableName = "chat",
                Key = ChatKeys.TurnKey("alice", id, 1),
                UpdateExpression = "SET lease_until = :past",
                ConditionExpression = "attribute_exists(pk)",
                ExpressionAttributeValues = new() { [":past"] = Attributes.N(DateTimeOffset.UtcNow.AddSeconds(-1)) },
            },
            Token);
    }

    private static string Told(System.Text.Json.Nodes.JsonNode message) =>
        $"{message["turn"]} {message["role"]} {message["status"]} {message["content"]}";
}
