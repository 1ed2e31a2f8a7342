using Chat.Tests.Conversations;
using Shared;

namespace Chat.Tests.OpenApi;

public class ConversationAnswerTests(LocalCloudFixture cloud)
{
    private const string All = "/conversations";
    private const string One = "/conversations/{id}";
    private const string Messages = "/conversations/{id}/messages";
    private const string Cancel = "/conversations/{id}/cancel";
    private const string Usage = "/usage";

    private readonly Owner _owner = Owner.Of(cloud);

    [Fact]
    public async Task A_conversation_is_as_described_from_its_first_day_to_its_last()
    {
        using var created = await _owner.SendAsync(HttpMethod.Post, "conversations", "{}");
        await created.AssertDocumentedAsync("POST", All, 201);
        var path = $"conversations/{(await created.JsonAsync()).Text("id")}";
        await _owner.SayAsync(path["conversations/".Length..], "count to 3");

        using var changed = await _owner.SendAsync(HttpMethod.Patch, path, """{"system_prompt":"Be brief.","parameters":{"top_p":0.1}}""");
        using var read = await _owner.SendAsync(HttpMethod.Get, path);
        using var listed = await _owner.SendAsync(HttpMethod.Get, "conversations");
        using var messages = await _owner.SendAsync(HttpMethod.Get, $"{path}/messages?limit=1");
        using var cancelled = await _owner.SendAsync(HttpMethod.Post, $"{path}/cancel");
        using var deleted = await _owner.SendAsync(HttpMethod.Delete, path);

        await changed.AssertDocumentedAsync("PATCH", One, 200);
        await read.AssertDocumentedAsync("GET", One, 200);
        await listed.AssertDocumentedAsync("GET", All, 200);
        await messages.AssertDocumentedAsync("GET", Messages, 200);
        await cancelled.AssertDocumentedAsync("POST", Cancel, 200);
        await deleted.AssertDocumentedAsync("DELETE", One, 204);
    }

    [Fact]
    public async Task Messages_are_as_described_while_one_is_generated_and_once_it_is_cancelled()
    {
        await using var model = await HeldModel.StartAsync();
        await using var held = await LocalCloudFixture.StartAsync(new() { Bedrock = model.Choice });
        var owner = Owner.Of(held);
        var id = await owner.CreateAsync();
        var answering = owner.PostAsync(id, Owner.Message("Hello"));
        await model.AskedAsync();

        using var meanwhile = await owner.SendAsync(HttpMethod.Get, $"conversations/{id}/messages");
        using var cancelling = await owner.SendAsync(HttpMethod.Post, $"conversations/{id}/cancel");
        using var answer = await answering;
        using var afterwards = await owner.SendAsync(HttpMethod.Get, $"conversations/{id}/messages");

        await meanwhile.AssertDocumentedAsync("GET", Messages, 200);
        await cancelling.AssertDocumentedAsync("POST", Cancel, 202);
        await answer.AssertDocumentedAsync("POST", Messages, 200);
        await afterwards.AssertDocumentedAsync("GET", Messages, 200);
    }

    [Fact]
    public async Task Usage_is_as_described_with_and_without_any()
    {
        using var none = await _owner.SendAsync(HttpMethod.Get, "usage");
        await _owner.SayAsync(await _owner.CreateAsync(), "count to 3");
        using var some = await _owner.SendAsync(HttpMethod.Get, "usage");

        await none.AssertDocumentedAsync("GET", Usage, 200);
        await some.AssertDocumentedAsync("GET", Usage, 200);
        Assert.Single((await some.JsonAsync())["days"]!.AsArray());
    }

    [Theory]
    [InlineData("GET", One)]
    [InlineData("PATCH", One)]
    [InlineData("DELETE", One)]
    [InlineData("GET", Messages)]
    [InlineData("POST", Cancel)]
    public async Task A_missing_conversation_is_answered_as_described(string method, string path)
    {
        using var answer = await _owner.SendAsync(
            new(method),
            path[1..].Replace("{id}", $"{Ulid.NewUlid()}", StringComparison.Ordinal),
            method == "PATCH" ? "{}" : null
        );

        await answer.AssertDocumentedAsync(method, path, 404, "not_found");
    }

    [Theory]
    [InlineData("GET", All, "?limit=0", null)]
    [InlineData("GET", Messages, "?order=up", null)]
    [InlineData("GET", Usage, "?from=yesterday", null)]
    [InlineData("POST", All, "", """{"title":1}""")]
    [InlineData("PATCH", One, "", """{"parameters":{"temperature":2}}""")]
    public async Task A_refusal_is_as_described(string method, string path, string query, string? json)
    {
        var id = await _owner.CreateAsync();

        using var answer = await _owner.SendAsync(new(method), path[1..].Replace("{id}", id, StringComparison.Ordinal) + query, json);

        await answer.AssertDocumentedAsync(method, path, 400, "invalid_request");
    }

    [Theory]
    [InlineData("POST", All)]
    [InlineData("PATCH", One)]
    public async Task A_body_that_is_too_large_or_of_another_type_is_refused_as_described(string method, string path)
    {
        var url = path[1..].Replace("{id}", await _owner.CreateAsync(), StringComparison.Ordinal);
        HttpRequestMessage plain = new(new(method), url) { Content = new StringContent("{}") };
        plain.Headers.Authorization = new("Bearer", _owner.Name);

        using var large = await _owner.SendAsync(new(method), url, new string(' ', (1024 * 1024) + 1));
        using var text = await cloud.SendAsync(plain);

        await large.AssertDocumentedAsync(method, path, 413, "payload_too_large");
        await text.AssertDocumentedAsync(method, path, 415, "unsupported_media_type");
    }
}
