using System.Net;
using EndToEnd.Tests.Conversations;
using LocalCloud;
using LocalCloud.DynamoDB;

namespace EndToEnd.Tests.Faults;

/// <summary>One call of DynamoDB fails, wherever it is made while a message is answered.</summary>
public sealed class DynamoFaultTests : IAsyncLifetime
{
    private FaultyDynamoDB _dynamoDB = null!;
    private Cloud _cloud = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static MatrixTheoryData<DynamoFault, bool> Passing => new([DynamoFault.Throttled, DynamoFault.NeverArrives, DynamoFault.AnswerIsLost], [false, true]);

    public async ValueTask InitializeAsync()
    {
        _dynamoDB = await FaultyDynamoDB.StartAsync(Token);
        _cloud = await Cloud.StartAsync(
            new() { DynamoDB = new DynamoDBChoice.Endpoint(_dynamoDB.Url), TokenDelay = TimeSpan.Zero }, new NoLog(), Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _cloud.DisposeAsync();
        await _dynamoDB.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_passes_is_not_noticed_wherever_it_strikes(DynamoFault fault, bool withKey)
    {
        var calls = await CallsAsync(withKey);

        for (var call = 0; call < calls.Count; call++)
        {
            var where = $"{fault} at {call}, {calls[call]}";
            using ChatApi api = new(_cloud.Api, $"owner-{call}");
            var id = await api.CreateAsync();
            var asked = _cloud.Bedrock!.Journal.Invocations.Count;
            _dynamoDB.Fail((number, _) => number == call ? fault : null);

            var answer = await PostAsync(api, id, withKey);

            _dynamoDB.Heal();
            Assert.True(answer.Status == HttpStatusCode.OK, $"{where}: {answer.Status} {answer.Json}");
            Assert.Equal("one two three", (string?)answer.Json["message"]!["content"]);
            Assert.True(asked + 1 == _cloud.Bedrock.Journal.Invocations.Count, $"{where}: the model was asked again.");
            await AssertCountedOnceAsync(api, id, where);
            var next = await api.SayAsync(id, "echo: next");
            Assert.True((HttpStatusCode.OK, 2) == (next.Status, (int?)next.Json["turn"]), $"{where}: then {next.Status} {next.Json}");
        }
    }

    private async Task<IReadOnlyList<string>> CallsAsync(bool withKey)
    {
        using ChatApi api = new(_cloud.Api, "nobody");
        var id = await api.CreateAsync();
        _dynamoDB.Heal();
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

        Assert.True((2, "complete", 1) == (messages.Count, (string?)messages[1]["status"], (int)head["turns"]!), $"{where}: {messages[^1]} {head}");
        Assert.True(messages[1]["usage"]!.ToJsonString() == counted, $"{where}: {counted} was counted for {messages[1]["usage"]}.");
        Assert.True(head["usage"]!.ToJsonString() == counted, $"{where}: {counted} was counted, but {head["usage"]} in the conversation.");
    }
}
