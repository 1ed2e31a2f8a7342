using Chat.Table;
using Chat.Tests.OpenApi;
using Shared;

namespace Chat.Tests.Conversations;

public class IdempotentPostTests(LocalCloudFixture cloud)
{
    private const string Body = """{"title":"Once","messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}""";

    private readonly Owner _owner = Owner.Of(cloud);

    [Fact]
    public async Task A_repeated_create_makes_one_conversation()
    {
        using var first = await CreateAsync(Body);
        using var second = await CreateAsync(
            """{"messages":[{"content":"a","role":"user"},{"role":"assistant","content":"b"}],"title":"\u004fnce"}"""
        );

        await first.AssertDocumentedAsync("POST", "/conversations", 201);
        await second.AssertDocumentedAsync("POST", "/conversations", 201);
        Assert.Equal((null, "true"), (first.Header("Idempotency-Replayed"), second.Header("Idempotency-Replayed")));
        Assert.Equal((await first.TextAsync(), first.Header("Location")), (await second.TextAsync(), second.Header("Location")));
        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task Creates_at_the_same_time_make_one_conversation()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => CreateAsync(Body)));

        var id = Assert.Single(await ListAsync());
        Assert.Contains(answers, answer => (int)answer.StatusCode == 201);
        foreach (var answer in answers)
        {
            var body = await answer.JsonAsync();
            Assert.True(
                (int)answer.StatusCode == 201
                    ? body.Text("id") == id
                    : ((int)answer.StatusCode, body.Text("code")) == (409, "turn_in_progress")
            );
            answer.Dispose();
        }
    }

    [Fact]
    public async Task A_create_whose_answer_was_not_kept_is_found_by_its_key()
    {
        using StoredTable table = new(cloud);
        using var first = await CreateAsync(Body);
        await table.ChangeAsync(ChatKeys.IdempotencyKey(_owner.Name, "one"), "REMOVE answer", (":none", new()));

        using var second = await CreateAsync(Body);

        Assert.Equal((201, "true"), ((int)second.StatusCode, second.Header("Idempotency-Replayed")));
        Assert.Equal(await first.TextAsync(), await second.TextAsync());
        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task Another_create_or_another_route_under_the_same_key_is_refused()
    {
        using var first = await CreateAsync(Body);
        var id = (await first.JsonAsync()).Text("id");

        using var body = await CreateAsync("{}");
        using var cancel = await _owner.SendAsync(HttpMethod.Post, $"conversations/{id}/cancel", key: "one");

        await body.AssertDocumentedAsync("POST", "/conversations", 422, "idempotency_mismatch");
        await cancel.AssertDocumentedAsync("POST", "/conversations/{id}/cancel", 422, "idempotency_mismatch");
    }

    [Fact]
    public async Task A_create_that_was_refused_frees_its_key()
    {
        using var refused = await CreateAsync("""{"title":1}""");
        using var answer = await CreateAsync(Body);

        Assert.Equal((400, 201, null), ((int)refused.StatusCode, (int)answer.StatusCode, answer.Header("Idempotency-Replayed")));
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused_and_nothing_is_made()
    {
        using var answer = await _owner.SendAsync(HttpMethod.Post, "conversations", "{}", key: new string('k', 256));

        Assert.Equal((400, "Idempotency-Key"), ((int)answer.StatusCode, (await answer.JsonAsync()).Text("field")));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task A_repeated_cancellation_does_not_stop_the_next_turn()
    {
        await using var model = await HeldModel.StartAsync();
        await using var held = await LocalCloudFixture.StartAsync(new() { Bedrock = model.Choice });
        var owner = Owner.Of(held);
        var id = await owner.CreateAsync();
        var first = owner.PostAsync(id, Owner.Message("one"));
        await model.AskedAsync();
        using var cancelled = await owner.SendAsync(HttpMethod.Post, $"conversations/{id}/cancel", key: "stop");
        using var stopped = await first;
        var second = owner.PostAsync(id, Owner.Message("two"));
        await model.AskedAsync();

        using var repeated = await owner.SendAsync(HttpMethod.Post, $"conversations/{id}/cancel", key: "stop");
        model.Say("word");
        model.Finish();
        using var answer = await second;

        await repeated.AssertDocumentedAsync("POST", "/conversations/{id}/cancel", 202);
        Assert.Equal(("true", await cancelled.TextAsync()), (repeated.Header("Idempotency-Replayed"), await repeated.TextAsync()));
        Assert.Equal(
            ("stop", "word"),
            ((await answer.JsonAsync()).Text("stop_reason"), (await answer.JsonAsync())["message"]!.Text("content"))
        );
    }

    private Task<HttpResponseMessage> CreateAsync(string json) => _owner.SendAsync(HttpMethod.Post, "conversations", json, key: "one");

    private async Task<string[]> ListAsync() =>
        [.. (await _owner.GetAsync("conversations"))["items"]!.AsArray().Select(item => item!.Text("id"))];
}
