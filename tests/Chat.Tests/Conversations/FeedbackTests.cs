using System.Text.Json.Nodes;
using Chat.Conversations;
using Chat.Tests.OpenApi;
using Shared;

namespace Chat.Tests.Conversations;

public class FeedbackTests(LocalCloudFixture cloud)
{
    private const string Route = "/conversations/{id}/messages/{turn}/feedback";
    private const string Down = """{"rating":"down","reason":"incorrect","comment":"It opens at nine."}""";

    private readonly Owner _owner = Owner.Of(cloud);

    [Fact]
    public async Task Feedback_is_shown_with_its_answer_until_it_is_taken_back()
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, "one");
        await _owner.SayAsync(id, "two");

        using var put = await PutAsync(id, "2", Down);
        using var listed = await _owner.SendAsync(HttpMethod.Get, $"conversations/{id}/messages");
        var shown = (await listed.JsonAsync())["items"]!.AsArray();
        using var deleted = await DeleteAsync(id, "2");
        var afterwards = await _owner.MessagesAsync(id);

        await put.AssertDocumentedAsync("PUT", Route, 200);
        await deleted.AssertDocumentedAsync("DELETE", Route, 204);
        await listed.AssertDocumentedAsync("GET", "/conversations/{id}/messages", 200);
        Assert.Equal(await put.TextAsync(), shown[3]!["feedback"]!.ToJsonString());
        Assert.Equal(("down", "incorrect", "It opens at nine."), Summary(shown[3]!));
        Assert.All(shown.Take(3), message => Assert.Null(message!["feedback"]));
        Assert.All(afterwards, message => Assert.Null(message["feedback"]));
    }

    [Fact]
    public async Task A_second_rating_replaces_all_of_the_first()
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, "one");
        using var first = await PutAsync(id, "1", Down);

        using var second = await PutAsync(id, "1", """{"rating":"up","comment":null}""");

        var answer = (await _owner.MessagesAsync(id))[1];
        Assert.Equal(("up", null, null), Summary(answer));
        Assert.Equal("one", (await _owner.MessagesAsync(id))[0].Text("content"));
    }

    [Fact]
    public async Task Taking_back_what_was_not_given_is_no_error()
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, "one");

        using var deleted = await DeleteAsync(id, "1");

        Assert.Equal(204, (int)deleted.StatusCode);
    }

    [Theory]
    [InlineData("{}", "rating")]
    [InlineData("""{"rating":"sideways"}""", "rating")]
    [InlineData("""{"rating":1}""", "rating")]
    [InlineData("""{"rating":null}""", "rating")]
    [InlineData("""{"rating":"up","reason":5}""", "reason")]
    [InlineData("""{"rating":"up","stars":5}""", "stars")]
    public async Task Feedback_is_refused_by_the_fields_name(string json, string field)
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, "one");

        using var answer = await PutAsync(id, "1", json);

        await answer.AssertDocumentedAsync("PUT", Route, 400, "invalid_request");
        Assert.Equal(field, (await answer.JsonAsync()).Text("field"));
        Assert.Null((await _owner.MessagesAsync(id))[1]["feedback"]);
    }

    [Theory]
    [InlineData("reason", Feedback.MaxReasonBytes)]
    [InlineData("comment", Feedback.MaxCommentBytes)]
    public async Task A_text_has_at_most_its_bytes(string field, int bytes)
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, "one");

        using var longest = await PutAsync(id, "1", $$"""{"rating":"up","{{field}}":"{{new string('x', bytes)}}"}""");
        using var longer = await PutAsync(id, "1", $$"""{"rating":"up","{{field}}":"{{new string('x', bytes - 1)}}é"}""");

        Assert.Equal((200, 400), ((int)longest.StatusCode, (int)longer.StatusCode));
        Assert.Equal(field, (await longer.JsonAsync()).Text("field"));
    }

    [Theory]
    [InlineData("2")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("one")]
    [InlineData("1000000")]
    public async Task A_turn_that_does_not_exist_is_404(string turn)
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, "one");

        using var put = await PutAsync(id, turn, Down);
        using var deleted = await DeleteAsync(id, turn);

        await put.AssertDocumentedAsync("PUT", Route, 404, "not_found");
        await deleted.AssertDocumentedAsync("DELETE", Route, 404, "not_found");
        Assert.Equal(2, (await _owner.MessagesAsync(id)).Count);
    }

    [Fact]
    public async Task Another_owners_answer_cannot_be_rated()
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, "one");

        using var answer = await Owner.Of(cloud).SendAsync(HttpMethod.Put, $"conversations/{id}/messages/1/feedback", Down);

        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Null((await _owner.MessagesAsync(id))[1]["feedback"]);
    }

    [Fact]
    public async Task An_answer_that_is_being_generated_cannot_be_rated_yet()
    {
        await using var model = await HeldModel.StartAsync();
        await using var held = await LocalCloudFixture.StartAsync(new() { Bedrock = model.Choice });
        var owner = Owner.Of(held);
        var id = await owner.CreateAsync();
        var answering = owner.PostAsync(id, Owner.Message("Hello"));
        await model.AskedAsync();

        using var early = await owner.SendAsync(HttpMethod.Put, $"conversations/{id}/messages/1/feedback", Down);
        model.Say("one");
        model.Finish();
        using var answer = await answering;
        using var late = await owner.SendAsync(HttpMethod.Put, $"conversations/{id}/messages/1/feedback", Down);

        await early.AssertDocumentedAsync("PUT", Route, 409, "turn_in_progress");
        Assert.Equal(200, (int)late.StatusCode);
    }

    private static (string? Rating, string? Reason, string? Comment) Summary(JsonNode message) =>
        (
            message["feedback"]?["rating"]?.GetValue<string>(),
            message["feedback"]?["reason"]?.GetValue<string>(),
            message["feedback"]?["comment"]?.GetValue<string>()
        );

    private Task<HttpResponseMessage> PutAsync(string id, string turn, string json) =>
        _owner.SendAsync(HttpMethod.Put, $"conversations/{id}/messages/{turn}/feedback", json);

    private Task<HttpResponseMessage> DeleteAsync(string id, string turn) =>
        _owner.SendAsync(HttpMethod.Delete, $"conversations/{id}/messages/{turn}/feedback");
}
