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

    [Fact]
    public async Task A_turn_whose_process_was_killed_keeps_its_text_blocks_for_its_lease_and_can_then_be_continued()
    {
        var port = Repository.FreePorts();
        await using var cloud = await StartAsync(port);
        using var api = ChatApi.OnPort(port, "alice");
        var id = await api.CreateAsync();
        await KillInTheMiddleAsync(cloud, api, id);

        var seen = await api.MessagesAsync(id);
        var atOnce = await api.SayAsync(id, "echo: too early");
        await EndLeaseAsync(port, id, 1);
        var afterLease = await api.MessagesAsync(id);
        var continued = await api.PostAsync($"conversations/{id}/messages", """{"continue":true,"parameters":{"max_gen_len":2000}}""");
        var atTheEnd = await api.MessagesAsync(id, "path");

        Assert.All(seen, message => Assert.Equal((1, "generating"), ((int?)message["turn"], (string?)message["status"])));
        Assert.Equal(
            (HttpStatusCode.Conflict, "turn_in_progress", 1),
            (atOnce.Status, (string?)atOnce.Json["code"], (int?)atOnce.Json["turn"])
        );
        Assert.Equal(("failed", "abandoned"), ((string?)afterLease[1]["status"], (string?)afterLease[1]["stop_reason"]));
        var kept = (string?)afterLease[1]["content"];
        Assert.StartsWith("1 2 3", kept, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, 2, 0), (continued.Status, (int?)continued.Json["turn"], (int?)continued.Json["parent"]));
        Assert.Equal(string.Join(' ', Enumerable.Range(1, 500)), (string?)continued.Json["message"]!["content"]);
        Assert.Equal([2, 2], atTheEnd.Select(message => (int)message["turn"]!));
    }

    [Fact]
    public async Task A_tree_whose_processes_were_killed_again_and_again_is_whole_when_the_leases_have_ended()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var port = Repository.FreePorts();
        await using var cloud = await StartAsync(port);
        using var api = ChatApi.OnPort(port, "alice");
        var id = await api.CreateAsync();

        // LocalCloud ends when a function that has never worked dies, since it would die again.
        Assert.Equal(HttpStatusCode.OK, (await api.SayAsync(id, "echo: before")).Status);
        TreeWalk walk = new(api, id, seed);

        var walking = walk.RunAsync(isCut: true);
        var kills = 0;
        Random random = new(seed);
        while (await Task.WhenAny(walking, Task.Delay(random.Next(300, 900), Token)) != walking)
        {
            var processes = Messages(cloud).ToList();
            if (processes.Count > 0)
            {
                Kill(processes[random.Next(processes.Count)]);
                kills++;
            }

            // A killed process leaves its turn in progress, and all that comes next would be refused for half a minute.
            await EndLeasesAsync(port, api, id);
        }

        await walking;
        await EndLeasesAsync(port, api, id);
        var afterwards = await api.SayAsync(id, "echo: afterwards");

        Assert.Equal(HttpStatusCode.OK, afterwards.Status);
        Assert.InRange(kills, 1, int.MaxValue);
        Assert.InRange(await walk.AssertWholeAsync(), 2, int.MaxValue);
    }

    private async Task<LocalCloudProcess> StartAsync(int port)
    {
        var cloud = LocalCloudProcess.Start("--port", port.ToString(CultureInfo.InvariantCulture), "--functions", _native.Bootstrap);
        await cloud.LineWithAsync("Ctrl+C", Token);

        return cloud;
    }

    private static async Task EndLeasesAsync(int port, ChatApi api, string id)
    {
        foreach (
            var turn in (await api.MessagesAsync(id)).Where(message =>
                (string?)message["role"] == "user" && (string?)message["status"] == "generating"
            )
        )
        {
            await EndLeaseAsync(port, id, (int)turn["turn"]!);
        }
    }

    private static async Task KillInTheMiddleAsync(LocalCloudProcess cloud, ChatApi api, string id)
    {
        using var stream = await api.StreamAsync(
            $"conversations/{id}/messages",
            """{"content":"count to 500","parameters":{"max_gen_len":2000}}"""
        );
        using StreamReader body = new(await stream.Content.ReadAsStreamAsync(Token));
        Assert.Equal("event: delta", await body.ReadLineAsync(Token));
        while ((string?)(await api.MessagesAsync(id))[1]["content"] is not { Length: > 10 })
        {
            await Task.Delay(50, Token);
        }

        Kill(Messages(cloud).Single());

        await Assert.ThrowsAnyAsync<IOException>(() => body.ReadToEndAsync(Token));
    }

    private static IEnumerable<int> Messages(LocalCloudProcess cloud) => cloud.Children("bootstrap").Where(IsMessages);

    // A process can end while it is looked at.
    private static bool IsMessages(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ").Split('\0').Contains("_HANDLER=messages");
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Kill(int pid)
    {
        try
        {
            using var function = Process.GetProcessById(pid);
            function.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended by itself.
        }
    }

    // The lease is half a minute; this is the wait.
    private static async Task EndLeaseAsync(int port, string id, int turn)
    {
        using var dynamoDB = TestDynamoDB.Connect(new($"http://127.0.0.1:{port + 2}"));
        await dynamoDB.UpdateItemAsync(
            new()
            {
                TableName = "chat",
                Key = ChatKeys.TurnKey("alice", id, turn),
                UpdateExpression = "SET lease_until = :past",
                ConditionExpression = "attribute_exists(pk)",
                ExpressionAttributeValues = new() { [":past"] = Attributes.N(DateTimeOffset.UtcNow.AddSeconds(-1)) },
            },
            Token
        );
    }
}
