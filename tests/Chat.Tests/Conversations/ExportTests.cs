using System.Text;
using System.Text.Json.Nodes;
using Chat.Configuration;
using Chat.Conversations;
using Chat.Tests.Failures;
using Chat.Tests.OpenApi;
using LocalCloud.Bedrock.Faults;
using Shared;

namespace Chat.Tests.Conversations;

public class ExportTests(LocalCloudFixture cloud)
{
    private const string Route = "/conversations/{id}/export";

    private readonly Owner _owner = Owner.Of(cloud);

    [Theory]
    [InlineData("")]
    [InlineData("?format=json")]
    public async Task The_JSON_holds_the_conversation_and_every_message_as_the_list_shows_them(string query)
    {
        var id = await _owner.CreateAsync("""{"title":"Numbers","system_prompt":"Be brief.","parameters":{"top_p":0.5}}""");
        await _owner.SayAsync(id, "count to 3");
        await _owner.SayAsync(id, "echo: \"quoted\" <b>é 🦙</b>");

        using var answer = await _owner.SendAsync(HttpMethod.Get, $"conversations/{id}/export{query}");

        await answer.AssertDocumentedAsync("GET", Route, 200);
        Assert.Equal($"attachment; filename=\"conversation-{id}.json\"", answer.Header("Content-Disposition"));
        var export = (await answer.JsonAsync()).AsObject();
        var messages = export["messages"]!.AsArray();
        export.Remove("messages");
        var conversation = (await _owner.GetAsync($"conversations/{id}")).AsObject();
        Assert.True(conversation.Remove("model"));
        Assert.True(JsonNode.DeepEquals(conversation, export));
        Assert.Equal(
            (await _owner.MessagesAsync(id)).Select(message => message.ToJsonString()),
            messages.Select(message => message!.ToJsonString())
        );
    }

    [Fact]
    public async Task A_JSON_export_can_be_posted_and_is_the_same_conversation()
    {
        var id = await _owner.CreateAsync("""{"title":"Numbers","system_prompt":"Be brief."}""");
        await _owner.SayAsync(id, "count to 3");
        using var failed = await _owner.PostAsync(id, Owner.Message(cloud.Fault(new() { Fault = FaultKind.ModelError, Times = 1 })));
        await _owner.SayAsync(id, "echo: “line one”\n\n\tline two");
        using var rated = await _owner.SendAsync(HttpMethod.Put, $"conversations/{id}/messages/3/feedback", """{"rating":"up"}""");
        using var exported = await _owner.SendAsync(HttpMethod.Get, $"conversations/{id}/export");
        var json = await exported.TextAsync();

        using var created = await _owner.SendAsync(HttpMethod.Post, "conversations", json);
        Assert.Equal(201, (int)created.StatusCode);
        var copy = (await created.JsonAsync()).Text("id");
        using var again = await _owner.SendAsync(HttpMethod.Get, $"conversations/{copy}/export");

        Assert.NotEqual(id, copy);
        Assert.Equal(Said(Answers.Parse(json)), Said(await again.JsonAsync()));
        Assert.Contains("failed", Said(await again.JsonAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markdown_has_a_heading_for_each_message_and_its_text_as_it_is()
    {
        var id = await _owner.CreateAsync(
            """{"title":"Two\nlines","system_prompt":"Be brief.","messages":[{"role":"user","content":"# Hi"},{"role":"assistant","content":"*Hello*"},{"role":"user","content":"And?"},{"role":"assistant","content":""}]}"""
        );

        using var answer = await _owner.SendAsync(HttpMethod.Get, $"conversations/{id}/export?format=markdown");

        var created = (await _owner.GetAsync($"conversations/{id}")).Text("created_at");
        Assert.Equal((200, "text/markdown; charset=utf-8"), ((int)answer.StatusCode, answer.Header("Content-Type")));
        Assert.Equal($"attachment; filename=\"conversation-{id}.md\"", answer.Header("Content-Disposition"));
        Assert.Equal(
            $"# Two lines\n\n{created}\n\n## System\n\nBe brief.\n\n## User (1)\n\n# Hi\n\n## Assistant (1)\n\n*Hello*\n\n## User (2)\n\nAnd?\n\n## Assistant (2)\n\n*cancelled: cancelled*\n",
            await answer.TextAsync()
        );
    }

    [Fact]
    public async Task A_model_that_the_conversation_was_given_goes_with_it()
    {
        var id = await _owner.CreateAsync("""{"model":"meta.llama2-13b-chat-v1"}""");

        using var answer = await _owner.SendAsync(HttpMethod.Get, $"conversations/{id}/export");

        await answer.AssertDocumentedAsync("GET", Route, 200);
        Assert.Equal("meta.llama2-13b-chat-v1", (await answer.JsonAsync()).Text("model"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(25)]
    [InlineData(60)]
    public async Task Every_turn_is_in_it_once_and_in_its_order(int count)
    {
        using StoredTable table = new(cloud);
        var id = await _owner.CreateAsync();
        await table.AddTurnsAsync(_owner.Name, id, count);

        using var json = await _owner.SendAsync(HttpMethod.Get, $"conversations/{id}/export");
        using var markdown = await _owner.SendAsync(HttpMethod.Get, $"conversations/{id}/export?format=markdown");

        Assert.Equal(
            Enumerable.Range(1, count).SelectMany(turn => (string[])[$"question {turn}", $"answer {turn}"]),
            (await json.JsonAsync())["messages"]!.AsArray().Select(message => message!.Text("content"))
        );
        Assert.Equal(
            count * 2,
            (await markdown.TextAsync())
                .Split('\n')
                .Count(line =>
                    line.StartsWith("question ", StringComparison.Ordinal) || line.StartsWith("answer ", StringComparison.Ordinal)
                )
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ten_thousand_turns_leave_page_by_page_before_the_next_page_is_read(bool isMarkdown)
    {
        const int Pages = 400,
            PageSize = 25;
        Conversation conversation = new()
        {
            Id = Ulid.NewUlid().ToString(),
            CreatedAt = default,
            UpdatedAt = default,
        };
        var (read, sent, largest, total) = (0, 0, 0, 0L);

        async IAsyncEnumerable<IReadOnlyList<ConversationTurn>> ReadAsync()
        {
            for (; read < Pages; read++)
            {
                // All pages before this one have left; the heading is a piece of its own.
                Assert.InRange(read - sent, -1, 0);
                yield return
                [
                    .. Enumerable
                        .Range((read * PageSize) + 1, PageSize)
                        .Select(number => new ConversationTurn
                        {
                            Number = number,
                            User = new('q', 1000),
                            Assistant = new('a', 1000),
                            Status = TurnStatus.Complete,
                            CreatedAt = default,
                        }),
                ];
                await Task.Yield();
            }
        }

        var pieces = isMarkdown
            ? MarkdownExport.WriteAsync(conversation, ReadAsync())
            : JsonExport.WriteAsync(
                conversation,
                ChatSettings.Bind(new Dictionary<string, string>()),
                ReadAsync(),
                _ => Task.FromResult<Func<ConversationTurn, int>>(_ => 1)
            );
        await foreach (var piece in pieces)
        {
            (sent, largest, total) = (sent + 1, Math.Max(largest, piece.Length), total + piece.Length);
        }

        Assert.True(total > 20_000_000);
        Assert.InRange(largest, PageSize * 2000, 100_000);
    }

    [Fact]
    public async Task An_export_of_nothing_and_of_an_unknown_format_is_refused()
    {
        var id = await _owner.CreateAsync();

        using var unknown = await _owner.SendAsync(HttpMethod.Get, $"conversations/{id}/export?format=pdf");
        using var missing = await _owner.SendAsync(HttpMethod.Get, $"conversations/{Ulid.NewUlid()}/export");
        using var others = await Owner.Of(cloud).SendAsync(HttpMethod.Get, $"conversations/{id}/export");

        await unknown.AssertDocumentedAsync("GET", Route, 400, "invalid_request");
        await missing.AssertDocumentedAsync("GET", Route, 404, "not_found");
        await others.AssertDocumentedAsync("GET", Route, 404, "not_found");
    }

    // What a copy must have in common with its original.
    private static string Said(JsonNode export)
    {
        StringBuilder said = new(
            $"{export.Text("title")} {export.Text("system_prompt")} {export["parameters"]!.ToJsonString()} {export.Number("turns")}\n"
        );
        foreach (var message in export["messages"]!.AsArray().OfType<JsonNode>())
        {
            said.AppendLine(
                null,
                $"{message.Number("turn")} {message.Text("role")} {message.Text("status")} {message["stop_reason"]} {message.Text("content")}"
            );
        }

        return said.ToString();
    }
}
