using System.Text.Json.Nodes;

namespace Chat.Tests.Conversations;

/// <summary>The function that the table's stream calls when a conversation has expired.</summary>
public sealed class ExpiryTests(LocalCloudFixture cloud) : IDisposable
{
    private readonly StoredTable _table = new(cloud);
    private readonly string _owner = $"owner-{Guid.NewGuid():N}";

    public void Dispose() => _table.Dispose();

    // More turns than a batch of writes takes, and than the first page of a small query.
    [Fact]
    public async Task The_messages_of_an_expired_conversation_are_deleted_and_no_others()
    {
        await _table.AddTurnsAsync(_owner, "expired", 30);
        await _table.AddTurnsAsync(_owner, "alive", 2);
        await using var function = await StartAsync();

        await function.AnswerAsync(Events(Event("REMOVE", "CONV#expired")));

        Assert.Equal((0, 2), (await CountAsync("expired"), await CountAsync("alive")));
    }

    [Fact]
    public async Task Events_that_come_twice_and_turns_that_are_gone_already_do_no_harm()
    {
        await _table.AddTurnsAsync(_owner, "expired", 1);
        await using var function = await StartAsync();
        var events = Events(Event("REMOVE", "CONV#expired"), Event("REMOVE", "CONV#never"), Event("REMOVE", "CONV#expired"));

        await function.AnswerAsync(events);
        await function.AnswerAsync(events);

        Assert.Equal(0, await CountAsync("expired"));
    }

    [Theory]
    [InlineData("MODIFY", "CONV#kept")]
    [InlineData("INSERT", "CONV#kept")]
    [InlineData("REMOVE", "IDEMPOTENCY#kept")]
    [InlineData("REMOVE", "USAGE#2026-11-25")]
    public async Task Whatever_else_the_stream_might_tell_deletes_nothing(string change, string sk)
    {
        await _table.AddTurnsAsync(_owner, "kept", 1);
        await using var function = await StartAsync();

        await function.AnswerAsync(Events(Event(change, sk)));

        Assert.Equal(1, await CountAsync("kept"));
    }

    [Fact]
    public async Task A_batch_that_cannot_be_done_fails_so_that_the_stream_hands_it_out_again()
    {
        await using var function = await LoneFunction.StartAsync(
            "expiry",
            new Dictionary<string, string>
            {
                ["CHAT_TABLE"] = "no-such-table",
                ["AWS_ENDPOINT_URL_DYNAMODB"] = cloud.Cloud.DynamoDB.Url.ToString(),
                ["AWS_ACCESS_KEY_ID"] = "local",
                ["AWS_SECRET_ACCESS_KEY"] = "local",
            }
        );

        Assert.NotEmpty(await function.FailAsync(Events(Event("REMOVE", "CONV#expired"))));
    }

    private Task<LoneFunction> StartAsync() =>
        LoneFunction.StartAsync(
            "expiry",
            new Dictionary<string, string>
            {
                ["CHAT_TABLE"] = "chat",
                ["AWS_ENDPOINT_URL_DYNAMODB"] = cloud.Cloud.DynamoDB.Url.ToString(),
                ["AWS_ACCESS_KEY_ID"] = "local",
                ["AWS_SECRET_ACCESS_KEY"] = "local",
            }
        );

    private async Task<int> CountAsync(string id) =>
        (await _table.Turns.ListAsync(_owner, id, after: null, ascending: true, limit: 100, TestContext.Current.CancellationToken)).Count;

    private JsonObject Event(string change, string sk) =>
        new()
        {
            ["eventID"] = "1",
            ["eventName"] = change,
            ["eventSource"] = "aws:dynamodb",
            ["userIdentity"] = new JsonObject { ["type"] = "Service", ["principalId"] = "dynamodb.amazonaws.com" },
            ["dynamodb"] = new JsonObject
            {
                ["Keys"] = new JsonObject
                {
                    ["pk"] = new JsonObject { ["S"] = $"USER#{_owner}" },
                    ["sk"] = new JsonObject { ["S"] = sk },
                },
                ["StreamViewType"] = "KEYS_ONLY",
            },
        };

    private static string Events(params JsonNode[] events) => new JsonObject { ["Records"] = new JsonArray([.. events]) }.ToJsonString();
}
