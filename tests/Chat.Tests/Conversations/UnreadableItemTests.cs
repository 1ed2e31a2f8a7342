using Amazon.DynamoDBv2.Model;
using Shared;

namespace Chat.Tests.Conversations;

/// <summary>One stored item that cannot be read harms no other.</summary>
public class UnreadableItemTests(LocalCloudFixture cloud) : IDisposable
{
    private readonly Owner _owner = Owner.Of(cloud);
    private readonly StoredTable _table = new(cloud);

    public void Dispose()
    {
        _table.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("REMOVE created_at", "")]
    [InlineData("SET created_at = :value", "yesterday")]
    [InlineData("SET updated_at = :value", "9999 or so")]
    [InlineData("SET turns = :value", "9999999999")]
    [InlineData("SET cost_usd = :value", "1e90")]
    public async Task An_unreadable_conversation_is_skipped_by_lists_reported_with_its_code_and_can_be_deleted(string change, string value)
    {
        var (id, other) = (await _owner.CreateAsync(), await _owner.CreateAsync());
        await _owner.SayAsync(id, "echo: here");
        await _table.ChangeAsync(StoredTable.RecordKey(_owner.Name, id), change, (":value", Value(value)));

        var listed = (await _owner.GetAsync("conversations"))["items"]!.AsArray().Select(item => item!.Text("id"));
        using var read = await _owner.SendAsync(HttpMethod.Get, $"conversations/{id}");
        using var posted = await _owner.PostAsync(id, Owner.Message("Hello"));
        using var deleted = await _owner.SendAsync(HttpMethod.Delete, $"conversations/{id}");

        Assert.Equal([other], listed);
        foreach (var answer in (HttpResponseMessage[])[read, posted])
        {
            var problem = await answer.JsonAsync();
            Assert.Equal((500, "internal"), ((int)answer.StatusCode, problem.Text("code")));
            Assert.Contains("item_unreadable", problem.Text("detail"), StringComparison.Ordinal);
        }

        Assert.Equal(204, (int)deleted.StatusCode);
        using var gone = await _owner.SendAsync(HttpMethod.Get, $"conversations/{id}");
        Assert.Equal(404, (int)gone.StatusCode);
    }

    [Theory]
    [InlineData("temperature", "7")]
    [InlineData("top_p", "-1")]
    [InlineData("max_gen_len", "100000")]
    [InlineData("max_gen_len", "1e20")]
    public async Task A_stored_parameter_that_is_out_of_range_becomes_its_default(string name, string value)
    {
        var id = await _owner.CreateAsync("""{"parameters":{"temperature":0.5,"top_p":0.9,"max_gen_len":512}}""");
        await _table.ChangeAsync(StoredTable.RecordKey(_owner.Name, id), $"SET {name} = :value", (":value", Value(value)));

        var read = await _owner.GetAsync($"conversations/{id}");
        var answer = await _owner.SayAsync(id, "echo: here");

        Assert.Equal("""{"temperature":0.5,"top_p":0.9,"max_gen_len":512}""", read["parameters"]!.ToJsonString());
        Assert.Equal("here", answer["message"]!.Text("content"));
    }

    [Theory]
    [InlineData("SET #name = :value", "status", "archived")]
    [InlineData("SET #name = :value", "status", "1")]
    [InlineData("REMOVE #name", "status", "")]
    [InlineData("REMOVE #name", "user", "")]
    [InlineData("SET #name = :value", "created_at", "never")]
    [InlineData("SET #name = :value", "completion_tokens", "9999999999")]
    [InlineData("SET #name = :value", "lease_until", "1e30")]
    [InlineData("SET #name = :value", "guardrail", "puzzled")]
    [InlineData("SET #name = :value", "retrieval", "{\"status\":")]
    public async Task An_unreadable_turn_is_skipped_and_the_conversation_continues_after_it(string change, string name, string value)
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, "My name is Zoë.");
        await _owner.SayAsync(id, "echo: damaged");
        await _table.ChangeAsync(StoredTable.TurnKey(_owner.Name, id, 2), change, name, Value(value));

        using var again = await _owner.PostAsync(id, """{"regenerate":true}""");
        var answer = await _owner.SayAsync(id, "What is my name?");
        var listed = (await _owner.MessagesAsync(id)).Select(message => message.Number("turn"));
        var read = await _owner.GetAsync($"conversations/{id}");
        using var cancelled = await _owner.SendAsync(HttpMethod.Post, $"conversations/{id}/cancel");
        using var deleted = await _owner.SendAsync(HttpMethod.Delete, $"conversations/{id}");

        Assert.Equal((500, 3), ((int)again.StatusCode, answer.Number("turn")));
        Assert.Contains("Zoë", answer["message"]!.Text("content"), StringComparison.Ordinal);
        Assert.Equal([1, 1, 3, 3], listed);
        Assert.Equal(3, read.Number("turns"));
        Assert.Equal((200, 204), ((int)cancelled.StatusCode, (int)deleted.StatusCode));
    }

    [Fact]
    public async Task Items_of_a_later_version_beside_turns_and_conversations_are_ignored()
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, "echo: here");
        var (turn, record) = (StoredTable.TurnKey(_owner.Name, id, 1), StoredTable.RecordKey(_owner.Name, id));
        await _table.PutAsync(new(turn) { ["sk"] = new("ZZZ#1"), ["note"] = new("new") });
        await _table.PutAsync(new(turn) { ["sk"] = new("TURN#000001#FEEDBACK"), ["note"] = new("new") });
        await _table.PutAsync(new(record) { ["sk"] = new("NOTE#1"), ["updated_at"] = new("9999-01-01T00:00:00.000Z") });
        await _table.PutAsync(
            new(record)
            {
                ["sk"] = new($"USAGE#{DateTimeOffset.UtcNow:yyyy-MM-dd}#model"),
                ["turns"] = new() { N = "1" },
            }
        );

        var answer = await _owner.SayAsync(id, "echo: next");
        var usage = await _owner.GetAsync("usage");
        var listed = (await _owner.GetAsync("conversations?limit=1"))["items"]!.AsArray();
        using var deleted = await _owner.SendAsync(HttpMethod.Delete, $"conversations/{id}");

        Assert.Equal(2, answer.Number("turn"));
        Assert.Equal(id, Assert.Single(listed)!.Text("id"));
        Assert.Equal(2, Assert.Single(usage["days"]!.AsArray())!.Number("turns"));
        Assert.Equal(204, (int)deleted.StatusCode);
    }

    [Fact]
    public async Task Sums_of_tokens_have_64_bits()
    {
        var now = DateTimeOffset.UtcNow;
        foreach (var day in (DateTimeOffset[])[now, now.AddDays(-1)])
        {
            await _table.PutAsync(
                new()
                {
                    ["pk"] = new($"USER#{_owner.Name}"),
                    ["sk"] = new($"USAGE#{day:yyyy-MM-dd}"),
                    ["turns"] = new() { N = "3000000000" },
                    ["prompt_tokens"] = new() { N = "2000000000" },
                    ["completion_tokens"] = new() { N = "2000000000" },
                    ["cost_usd"] = new() { N = "3500" },
                }
            );
        }

        var id = await _owner.CreateAsync();
        await _table.ChangeAsync(StoredTable.RecordKey(_owner.Name, id), "SET prompt_tokens = :value", (":value", Value("4000000000")));

        var total = (await _owner.GetAsync("usage"))["total"]!;
        var conversation = await _owner.GetAsync($"conversations/{id}");

        Assert.Equal(8_000_000_000, total["total_tokens"]!.GetValue<long>());
        Assert.Equal(4_000_000_000, conversation["usage"]!["total_tokens"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_key_whose_record_cannot_be_read_is_answered_from_its_turn()
    {
        var id = await _owner.CreateAsync();
        using var first = await _owner.PostAsync(id, Owner.Message("echo: once"), key: "one");
        Dictionary<string, AttributeValue> record = new(StoredTable.RecordKey(_owner.Name, id)) { ["sk"] = new("IDEMPOTENCY#one") };
        await _table.ChangeAsync(record, "SET #name = :value", "answer", new("{\"message\":"));

        using var again = await _owner.PostAsync(id, Owner.Message("echo: once"), key: "one");

        Assert.Equal(await first.TextAsync(), await again.TextAsync());
    }

    // A number where it looks like one.
    private static AttributeValue Value(string text) =>
        double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _) && text != "1" ? new() { N = text } : new(text);
}
