using Chat.Tests.Conversations;
using Chat.Tests.Failures;
using LocalCloud.Bedrock.Faults;
using Shared;

namespace Chat.Tests.OpenApi;

public class MessageAnswerTests(LocalCloudFixture cloud)
{
    private const string Messages = "/conversations/{id}/messages";

    private readonly Owner _owner = Owner.Of(cloud);

    [Fact]
    public async Task An_answer_is_as_described_whole_streamed_and_replayed()
    {
        var id = await _owner.CreateAsync();

        using var whole = await _owner.PostAsync(id, Owner.Message("count to 3"), key: "one");
        using var streamed = await _owner.StreamAsync(id, "count to 3");
        using var replayed = await _owner.PostAsync(id, Owner.Message("count to 3"), key: "one");
        using var streamedAgain = await _owner.StreamAsync(id, "count to 3", key: "one");

        foreach (var answer in (HttpResponseMessage[])[whole, streamed, replayed, streamedAgain])
        {
            await answer.AssertDocumentedAsync("POST", Messages, 200);
        }

        Assert.Equal("true", replayed.Header("Idempotency-Replayed"));
    }

    [Theory]
    [InlineData("""{"content":""}""", "invalid_request")]
    [InlineData("""{"content":"Hello","parameters":{"max_gen_len":2049}}""", "invalid_request")]
    [InlineData("LONG", "context_length_exceeded")]
    public async Task A_refusal_is_as_described(string json, string code)
    {
        var id = await _owner.CreateAsync();
        var body = json == "LONG" ? Owner.Message(string.Concat(Enumerable.Repeat("word ", 4096))) : json;

        using var answer = await _owner.PostAsync(id, body);

        await answer.AssertDocumentedAsync("POST", Messages, 400, code);
    }

    [Fact]
    public async Task Other_wrong_requests_are_answered_as_described()
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, "Hello", key: "one");
        HttpRequestMessage plain = new(HttpMethod.Post, $"conversations/{id}/messages") { Content = new StringContent("{}") };
        plain.Headers.Authorization = new("Bearer", _owner.Name);

        using var nowhere = await _owner.PostAsync($"{Ulid.NewUlid()}", Owner.Message("Hello"));
        using var large = await _owner.PostAsync(id, new string(' ', (1024 * 1024) + 1));
        using var text = await cloud.SendAsync(plain);
        using var mismatch = await _owner.PostAsync(id, Owner.Message("Goodbye"), key: "one");

        await nowhere.AssertDocumentedAsync("POST", Messages, 404, "not_found");
        await large.AssertDocumentedAsync("POST", Messages, 413, "payload_too_large");
        await text.AssertDocumentedAsync("POST", Messages, 415, "unsupported_media_type");
        await mismatch.AssertDocumentedAsync("POST", Messages, 422, "idempotency_mismatch");
    }

    [Fact]
    public async Task A_turn_in_progress_is_answered_as_described()
    {
        await using var model = await HeldModel.StartAsync();
        await using var held = await LocalCloudFixture.StartAsync(new() { Bedrock = model.Choice });
        var owner = Owner.Of(held);
        var id = await owner.CreateAsync();
        var answering = owner.PostAsync(id, Owner.Message("Hello"));
        await model.AskedAsync();

        using var conflict = await owner.PostAsync(id, Owner.Message("Hello"));
        model.Say("one");
        model.Finish();
        using var answer = await answering;

        await conflict.AssertDocumentedAsync("POST", Messages, 409, "turn_in_progress");
        await answer.AssertDocumentedAsync("POST", Messages, 200);
    }

    [Theory]
    [MemberData(nameof(ModelAnswerTests.Faults), MemberType = typeof(ModelAnswerTests))]
    public async Task A_turn_that_fails_is_answered_and_stored_as_described(string fault, int status, string code)
    {
        await using var alone = await cloud.AloneAsync();
        var owner = Owner.Of(alone);
        var id = await owner.CreateAsync();
        var content = alone.Fault(new() { Fault = Enum.Parse<FaultKind>(fault) });

        using var answer = await owner.PostAsync(id, Owner.Message(content));
        using var kept = await owner.SendAsync(HttpMethod.Get, $"conversations/{id}/messages");

        await answer.AssertDocumentedAsync("POST", Messages, status, code);
        await kept.AssertDocumentedAsync("GET", Messages, 200);
    }

    [Fact]
    public async Task A_stream_that_breaks_ends_as_described()
    {
        var id = await _owner.CreateAsync();
        var content = cloud.Fault(new() { Fault = FaultKind.MalformedChunk, AfterChunks = 3 });

        using var answer = await _owner.StreamAsync(id, content);

        await answer.AssertDocumentedAsync("POST", Messages, 200, "model_error");
    }
}
