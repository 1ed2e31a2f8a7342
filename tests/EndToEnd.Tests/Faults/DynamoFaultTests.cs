using System.Net;
using Amazon.DynamoDBv2.Model;
using Chat.Table;
using EndToEnd.Tests.Native;
using LocalCloud;
using LocalCloud.Settings;
using Shared;

namespace EndToEnd.Tests.Faults;

/// <summary>One call of DynamoDB fails, wherever it is made while a message is answered by the native executable.</summary>
public sealed class DynamoFaultTests(NativeMode mode) : IAsyncLifetime, IClassFixture<NativeMode>
{
    private static readonly Dictionary<string, string> _limits = new() { ["DAILY_BUDGET_USD"] = "1", ["CONCURRENCY_LIMIT"] = "2" };

    private FaultyDynamoDB? _dynamoDB;
    private Cloud? _cloud;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static MatrixTheoryData<DynamoFault, bool> Passing =>
        new([DynamoFault.Throttled, DynamoFault.NeverArrives, DynamoFault.AnswerIsLost, DynamoFault.AnswerIsCut], [false, true]);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(mode.Missing is not null, mode.Missing ?? "");
        _dynamoDB = await FaultyDynamoDB.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await (_cloud?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_dynamoDB?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_passes_is_not_noticed_wherever_it_strikes(DynamoFault fault, bool withKeyAndLimits)
    {
        var (cloud, dynamoDB) = await StartAsync(withKeyAndLimits);
        var calls = await CallsAsync(withKeyAndLimits);

        for (var call = 0; call < calls.Count; call++)
        {
            var where = $"{fault} at {call}, {calls[call]}";
            using ChatApi api = new(cloud.Api, $"owner-{call}");
            var id = await api.CreateAsync();
            var asked = cloud.Bedrock!.Journal.Invocations.Count;
            dynamoDB.Fail((number, _) => number == call ? fault : null);

            var answer = await PostAsync(api, id, withKeyAndLimits);

            dynamoDB.Heal();
            Assert.True(answer.Status == HttpStatusCode.OK, $"{where}: {answer.Status} {answer.Json}");
            Assert.Equal("one two three", (string?)answer.Json["message"]!["content"]);
            Assert.True(asked + 1 == cloud.Bedrock.Journal.Invocations.Count, $"{where}: the model was asked again.");
            await AssertCountedOnceAsync(api, id, where);
            var next = await api.SayAsync(id, "echo: next");
            Assert.True((HttpStatusCode.OK, 2) == (next.Status, (int?)next.Json["turn"]), $"{where}: then {next.Status} {next.Json}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_DynamoDB_failure_from_some_call_on_is_reported_and_leaves_no_duplicates_and_nothing_stuck(bool withKeyAndLimits)
    {
        var (cloud, dynamoDB) = await StartAsync(withKeyAndLimits);
        var calls = await CallsAsync(withKeyAndLimits);

        for (var call = 0; call < calls.Count; call++)
        {
            var where = $"refused from {call}, {calls[call]}, on";
            using ChatApi api = new(cloud.Api, $"owner-{call}");
            var id = await api.CreateAsync();
            var asked = cloud.Bedrock!.Journal.Invocations.Count;
            var from = call;
            dynamoDB.Fail((number, _) => number >= from ? DynamoFault.Refused : null);

            var answer = await PostAsync(api, id, withKeyAndLimits);

            dynamoDB.Heal();

            // Once the turn is stored, its answer is given, whatever else cannot be written.
            var isAnswered = answer.Status == HttpStatusCode.OK && (string?)answer.Json["message"]!["content"] == "one two three";
            Assert.True(
                call >= calls.Count - WritesBehind(withKeyAndLimits) ? isAnswered : (int)answer.Status is 500 or 503,
                $"{where}: {answer.Status} {answer.Json}"
            );
            Assert.DoesNotContain("xception", answer.Json.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain("As the test says", answer.Json.ToJsonString(), StringComparison.Ordinal);
            Assert.InRange(cloud.Bedrock.Journal.Invocations.Count - asked, 0, 1);
            await AssertGoesOnAsync(api, $"owner-{call}", id, where);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_behind_the_answer_that_is_refused_costs_neither_the_answer_nor_its_replay_nor_the_sums(bool withKeyAndLimits)
    {
        var (cloud, dynamoDB) = await StartAsync(withKeyAndLimits);
        var calls = await CallsAsync(withKeyAndLimits);

        for (var call = calls.Count - WritesBehind(withKeyAndLimits); call < calls.Count; call++)
        {
            var where = $"refused only {call}, {calls[call]}";
            using ChatApi api = new(cloud.Api, $"owner-{call}");
            var id = await api.CreateAsync();
            dynamoDB.Fail((number, _) => number == call ? DynamoFault.Refused : null);

            var answer = await PostAsync(api, id, withKeyAndLimits);

            dynamoDB.Heal();
            var asked = cloud.Bedrock!.Journal.Invocations.Count;
            var again = withKeyAndLimits ? await PostAsync(api, id, withKeyAndLimits) : answer;
            var record = await api.GetAsync($"conversations/{id}");
            var messages = await api.MessagesAsync(id);
            Assert.True(answer.Status == HttpStatusCode.OK, $"{where}: {answer.Status} {answer.Json}");
            Assert.Equal(answer.Json.ToJsonString(), again.Json.ToJsonString());
            Assert.Equal((asked, 2), (cloud.Bedrock.Journal.Invocations.Count, messages.Count));
            Assert.Equal((messages[1]["usage"]!.ToJsonString(), 1), (record["usage"]!.ToJsonString(), (int)record["turns"]!));
            Assert.Equal("echo: one two three", (string?)record["title"]);
        }
    }

    [Fact]
    public async Task A_turn_or_a_conversation_that_cannot_be_read_harms_no_other()
    {
        var (cloud, _) = await StartAsync(withLimits: false);
        using ChatApi api = new(cloud.Api, "ada");
        var (id, damaged) = (await api.CreateAsync(), await api.CreateAsync());
        await api.SayAsync(id, "echo: one");
        await api.SayAsync(id, "echo: two");
        await DamageAsync(ChatKeys.TurnKey("ada", id, 2), "status");
        await DamageAsync(ChatKeys.ConversationKey("ada", damaged), "created_at");

        var next = await api.SayAsync(id, "echo: three");
        var failed = await api.SayAsync(damaged, "echo: one");
        var listed = (await api.GetAsync("conversations"))["items"]!.AsArray();

        Assert.Equal((HttpStatusCode.OK, 3), (next.Status, (int?)next.Json["turn"]));
        Assert.Equal([1, 1, 3, 3], (await api.MessagesAsync(id)).Select(message => (int)message["turn"]!));
        Assert.Equal((HttpStatusCode.InternalServerError, "internal"), (failed.Status, (string?)failed.Json["code"]));
        Assert.Contains("item_unreadable", (string?)failed.Json["detail"], StringComparison.Ordinal);
        Assert.Equal(id, (string?)Assert.Single(listed)!["id"]);
    }

    // The conversation's count and the day's; with a key also its answer.
    private static int WritesBehind(bool withKey) => withKey ? 3 : 2;

    private async Task DamageAsync(Dictionary<string, AttributeValue> key, string name)
    {
        using var dynamoDB = TestDynamoDB.Connect(_dynamoDB!.Url);
        await dynamoDB.UpdateItemAsync(
            new()
            {
                TableName = "chat",
                Key = key,
                UpdateExpression = "SET #name = :value",
                ExpressionAttributeNames = new() { ["#name"] = name },
                ExpressionAttributeValues = new() { [":value"] = new("of a later version") },
            },
            Token
        );
    }

    private async Task<(Cloud Cloud, FaultyDynamoDB DynamoDB)> StartAsync(bool withLimits)
    {
        _cloud = await mode.StartAsync(
            new()
            {
                DynamoDB = new DynamoDBChoice.Endpoint(_dynamoDB!.Url),
                TokenDelay = TimeSpan.Zero,
                Environment = withLimits ? _limits : [],
            }
        );

        return (_cloud, _dynamoDB);
    }

    // Once the lease of a turn that could not be ended is over, the conversation goes on behind it.
    private async Task AssertGoesOnAsync(ChatApi api, string owner, string id, string where)
    {
        var kept = (await api.MessagesAsync(id)).Count / 2;
        if (kept > 0)
        {
            await EndLeaseAsync(owner, id);
        }

        var next = await api.SayAsync(id, "echo: next");
        var messages = await api.MessagesAsync(id);
        var usage = (await api.GetAsync("usage"))["total"]!;

        Assert.True((HttpStatusCode.OK, kept + 1) == (next.Status, (int?)next.Json["turn"]), $"{where}: then {next.Status} {next.Json}");
        Assert.All(
            messages.Where(message => (int)message["turn"]! == 1),
            message => Assert.Equal(kept == 0 ? "echo: next" : "echo: one two three", Question(messages, message))
        );
        Assert.InRange((int)usage["completion_tokens"]!, 1, 3 + 1);
    }

    private static string? Question(IReadOnlyList<System.Text.Json.Nodes.JsonNode> messages, System.Text.Json.Nodes.JsonNode message) =>
        (string?)messages.First(other => (int)other["turn"]! == (int)message["turn"]!)["content"];

    // The lease is half a minute; this is the wait.
    private async Task EndLeaseAsync(string owner, string id)
    {
        using var dynamoDB = TestDynamoDB.Connect(_dynamoDB!.Url);
        try
        {
            await dynamoDB.UpdateItemAsync(
                new()
                {
                    TableName = "chat",
                    Key = ChatKeys.TurnKey(owner, id, 1),
                    UpdateExpression = "SET lease_until = :past",
                    ConditionExpression = "attribute_exists(pk)",
                    ExpressionAttributeValues = new() { [":past"] = Attributes.N(DateTimeOffset.UtcNow.AddSeconds(-1)) },
                },
                Token
            );
        }
        catch (ConditionalCheckFailedException)
        {
            // Nothing is stuck.
        }
    }

    private async Task<IReadOnlyList<string>> CallsAsync(bool withKey)
    {
        using ChatApi api = new(_cloud!.Api, "nobody");
        var id = await api.CreateAsync();
        _dynamoDB!.Heal();
        await PostAsync(api, id, withKey);
        var calls = _dynamoDB.Calls;

        // Reads and writes both, before the model is called and after.
        Assert.InRange(calls.Count, 6, 20);
        return calls;
    }

    private static Task<Answer> PostAsync(ChatApi api, string id, bool withKey) =>
        api.PostAsync($"conversations/{id}/messages", """{"content":"echo: one two three"}""", withKey ? "key" : null);

    private static async Task AssertCountedOnceAsync(ChatApi api, string id, string where)
    {
        var messages = await api.MessagesAsync(id);
        var counted = (await api.GetAsync("usage"))["total"]!.ToJsonString();
        var head = await api.GetAsync($"conversations/{id}");

        Assert.True(
            (2, "complete", 1) == (messages.Count, (string?)messages[1]["status"], (int)head["turns"]!),
            $"{where}: {messages[^1]} {head}"
        );
        Assert.True(messages[1]["usage"]!.ToJsonString() == counted, $"{where}: {counted} was counted for {messages[1]["usage"]}.");
        Assert.True(head["usage"]!.ToJsonString() == counted, $"{where}: {counted} was counted, but {head["usage"]} in the conversation.");
    }
}
