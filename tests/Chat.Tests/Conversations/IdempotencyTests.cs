using Chat.Tests.Failures;
using LocalCloud.Bedrock.Faults;
using Shared;

namespace Chat.Tests.Conversations;

public class IdempotencyTests(LocalCloudFixture cloud)
{
    private readonly Owner _owner = Owner.Of(cloud);

    [Fact]
    public async Task The_same_request_under_the_same_key_is_answered_once()
    {
        await using var model = await HeldModel.StartAsync();
        await using var held = await LocalCloudFixture.StartAsync(new() { Bedrock = model.Choice });
        var owner = Owner.Of(held);
        var id = await owner.CreateAsync();
        var answering = owner.PostAsync(id, Owner.Message("Hello"), key: "one");
        await model.AskedAsync();

        using var meanwhile = await owner.PostAsync(id, Owner.Message("Hello"), key: "one");
        model.Say("word");
        model.Finish();
        using var first = await answering;
        await held.Cloud.Bedrock!.Journal.WhenAsync(_ => true, TestContext.Current.CancellationToken);
        using var whole = await owner.PostAsync(id, Owner.Message("Hello"), key: "one");
        using var streamed = await owner.StreamAsync(id, "Hello", key: "one");

        Assert.Equal(
            (409, "turn_in_progress", 1, "2"),
            (
                (int)meanwhile.StatusCode,
                (await meanwhile.JsonAsync()).Text("code"),
                (await meanwhile.JsonAsync()).Number("turn"),
                meanwhile.Header("Retry-After")
            )
        );
        Assert.Equal(
            (null, "true", "true"),
            (first.Header("Idempotency-Replayed"), whole.Header("Idempotency-Replayed"), streamed.Header("Idempotency-Replayed"))
        );
        var answer = await first.TextAsync();
        Assert.Equal(answer, await whole.TextAsync());
        var events = await streamed.EventsAsync();
        Assert.Equal(["delta", "done"], events.Select(item => item.Type));
        Assert.Equal(("word", answer), (events[0].Json.Text("text"), events[1].Data));
        Assert.Single(held.Cloud.Bedrock.Journal.Invocations);
        Assert.Equal(2, (await owner.MessagesAsync(id)).Count);
    }

    [Fact]
    public async Task A_streamed_answer_is_replayed_whole()
    {
        var id = await _owner.CreateAsync();
        using var streamed = await _owner.StreamAsync(id, "count to 5", key: "one");
        var events = await streamed.EventsAsync();

        using var replayed = await _owner.PostAsync(id, Owner.Message("count to 5"), key: "one");

        Assert.Equal("true", replayed.Header("Idempotency-Replayed"));
        Assert.Equal(events[^1].Data, await replayed.TextAsync());
    }

    [Fact]
    public async Task Another_request_under_the_same_key_is_refused()
    {
        var (id, other) = (await _owner.CreateAsync(), await _owner.CreateAsync());
        await _owner.SayAsync(id, "Hello", key: "one");

        using var body = await _owner.PostAsync(id, Owner.Message("Goodbye"), key: "one");
        using var conversation = await _owner.PostAsync(other, Owner.Message("Hello"), key: "one");

        foreach (var answer in (HttpResponseMessage[])[body, conversation])
        {
            var problem = await answer.JsonAsync();
            Assert.Equal(
                (422, "idempotency_mismatch", "Idempotency-Key"),
                ((int)answer.StatusCode, problem.Text("code"), problem.Text("field"))
            );
        }
    }

    [Theory]
    [InlineData("""{ "parameters":{"top_p":0.9,"temperature":0.1},"content":"Hello" }""")]
    [InlineData("""{"content":"Hello","parameters":{"temperature":0.10,"top_p":9e-1}}""")]
    [InlineData("""{"content":"\u0048ello","parameters":{"temperature":1E-1,"top_p":0.900}}""")]
    public async Task The_same_value_spelt_otherwise_is_the_same_request(string spelling)
    {
        var id = await _owner.CreateAsync();
        using var first = await _owner.PostAsync(id, """{"content":"Hello","parameters":{"temperature":0.1,"top_p":0.9}}""", key: "one");

        using var again = await _owner.PostAsync(id, spelling, key: "one");

        Assert.Equal((200, "true"), ((int)again.StatusCode, again.Header("Idempotency-Replayed")));
        Assert.Equal(await first.TextAsync(), await again.TextAsync());
    }

    [Theory]
    [InlineData("""{"content":"Hello","parameters":{"temperature":0.11,"top_p":0.9}}""")]
    [InlineData("""{"content":"hello","parameters":{"temperature":0.1,"top_p":0.9}}""")]
    [InlineData("""{"content":"Hello","parameters":{"temperature":0.1}}""")]
    public async Task A_changed_value_is_another_request(string changed)
    {
        var id = await _owner.CreateAsync();
        using var first = await _owner.PostAsync(id, """{"content":"Hello","parameters":{"temperature":0.1,"top_p":0.9}}""", key: "one");

        using var again = await _owner.PostAsync(id, changed, key: "one");

        Assert.Equal(422, (int)again.StatusCode);
    }

    [Fact]
    public async Task Another_owners_key_is_another_key()
    {
        var other = Owner.Of(cloud);
        var (id, others) = (await _owner.CreateAsync(), await other.CreateAsync());
        await _owner.SayAsync(id, "Hello", key: "one");

        using var answer = await other.PostAsync(others, Owner.Message("Goodbye"), key: "one");

        Assert.Equal((200, null), ((int)answer.StatusCode, answer.Header("Idempotency-Replayed")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_attempt_that_failed_is_tried_again_under_its_key_as_another_version(bool stream)
    {
        var id = await _owner.CreateAsync();
        var content = cloud.Fault(new() { Fault = FaultKind.ModelError, Times = 1 });
        var accept = stream ? "text/event-stream" : "application/json";

        using var failed = await _owner.PostAsync(id, Owner.Message(content), accept, key: "one");
        using var again = await _owner.PostAsync(id, Owner.Message(content), accept, key: "one");

        Assert.Equal((502, 200, null), ((int)failed.StatusCode, (int)again.StatusCode, again.Header("Idempotency-Replayed")));
        Assert.Equal(
            [(1, 0), (1, 0), (2, 0), (2, 0)],
            (await _owner.MessagesAsync(id)).Select(message => (message.Number("turn"), message.Number("parent")))
        );
    }

    [Fact]
    public async Task A_request_that_was_refused_frees_its_key()
    {
        var id = await _owner.CreateAsync();
        using var refused = await _owner.PostAsync(id, """{"regenerate":true}""", key: "one");

        using var answer = await _owner.PostAsync(id, Owner.Message("Hello"), key: "one");

        Assert.Equal((400, 200), ((int)refused.StatusCode, (int)answer.StatusCode));
    }

    [Fact]
    public async Task A_key_has_at_most_255_characters()
    {
        var id = await _owner.CreateAsync();

        using var longest = await _owner.PostAsync(id, Owner.Message("Hello"), key: new string('k', 255));
        using var longer = await _owner.PostAsync(id, Owner.Message("Hello"), key: new string('k', 256));

        Assert.Equal((200, 400), ((int)longest.StatusCode, (int)longer.StatusCode));
        Assert.Equal("Idempotency-Key", (await longer.JsonAsync()).Text("field"));
    }
}
