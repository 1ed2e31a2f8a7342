using Chat.Tests.Failures;
using LocalCloud.Bedrock.Faults;
using LocalCloud.Settings;
using Shared;

namespace Chat.Tests.Conversations;

/// <summary>A turn can be read and followed while it is generated, by whom and wherever.</summary>
public class FollowTests(LocalCloudFixture cloud)
{
    private readonly Owner _owner = Owner.Of(cloud);

    [Fact]
    public async Task Several_clients_follow_one_turn_on_another_instance_and_the_model_is_called_once()
    {
        await using var model = await HeldModel.StartAsync();
        await using var held = await LocalCloudFixture.StartAsync(new() { Bedrock = model.Choice });
        await using var other = await LocalCloudFixture.StartAsync(
            new() { DynamoDB = new DynamoDBChoice.Endpoint(held.Cloud.DynamoDB.Url) }
        );
        var owner = Owner.Of(held);
        var id = await owner.CreateAsync();
        var answering = owner.StreamAsync(id, "Hello");
        await model.AskedAsync();
        model.Say("one ");
        var begun = await SavedAsync(owner with { Cloud = other }, id, "one ");

        var followers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => FollowAsync(owner with { Cloud = other }, id)));
        model.Say("two");
        model.Finish();
        using var answered = await answering;
        var events = await Task.WhenAll(followers.Select(follower => follower.EventsAsync()));

        Assert.Equal(
            ("generating", "Hello", 0, 1, 1),
            (begun.Text("status"), begun.Text("content"), begun.Number("parent"), begun.Number("versions"), begun.Number("active"))
        );
        var done = (await answered.EventsAsync())[^1];
        Assert.All(events, reported => Assert.Equal("one two", string.Concat(reported.SkipLast(1).Select(item => item.Json.Text("text")))));
        Assert.All(
            events,
            reported => Assert.Equal((done.Type, done.Json.ToJsonString()), (reported[^1].Type, reported[^1].Json.ToJsonString()))
        );
        Assert.Single(model.Prompts);
    }

    [Fact]
    public async Task A_turn_that_has_ended_is_returned_at_once()
    {
        var id = await _owner.CreateAsync();
        var answer = await _owner.SayAsync(id, "count to 3");

        using var followed = await FollowAsync(_owner, id);
        var turn = await _owner.GetAsync($"conversations/{id}/messages/1");

        var events = await followed.EventsAsync();
        Assert.Equal(["delta", "done"], events.Select(item => item.Type));
        Assert.Equal(("1 2 3", answer.ToJsonString()), (events[0].Json.Text("text"), events[1].Json.ToJsonString()));
        Assert.Equal(
            ("complete", "stop", "count to 3", "1 2 3"),
            (turn.Text("status"), turn.Text("stop_reason"), turn.Text("content"), turn["message"]!.Text("content"))
        );
        Assert.Equal(answer["usage"]!.ToJsonString(), turn["usage"]!.ToJsonString());
    }

    [Fact]
    public async Task A_turn_that_failed_ends_with_the_error_behind_its_text()
    {
        var id = await _owner.CreateAsync();
        using var failed = await _owner.PostAsync(
            id,
            Owner.Message(cloud.Fault(new() { Fault = FaultKind.FailMidStream, AfterChunks = 3 }))
        );

        using var followed = await FollowAsync(_owner, id);

        var events = await followed.EventsAsync();
        Assert.Equal(["delta", "error"], events.Select(item => item.Type));
        Assert.Equal(("model_error", 1), (events[1].Json.Text("code"), events[1].Json.Number("turn")));
    }

    [Theory]
    [InlineData("2")]
    [InlineData("0")]
    [InlineData("x")]
    [InlineData("1000000")]
    public async Task A_turn_that_there_is_not_is_not_found(string turn)
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, "count to 3");

        using var answer = await _owner.SendAsync(HttpMethod.Get, $"conversations/{id}/messages/{turn}");

        Assert.Equal((404, "There is no such turn."), ((int)answer.StatusCode, (await answer.JsonAsync()).Text("detail")));
    }

    [Fact]
    public async Task The_same_request_joins_the_turn_that_is_under_way()
    {
        await using var model = await HeldModel.StartAsync();
        await using var held = await LocalCloudFixture.StartAsync(new() { Bedrock = model.Choice });
        var owner = Owner.Of(held);
        var id = await owner.CreateAsync();
        var answering = owner.StreamAsync(id, "Hello", key: "one");
        await model.AskedAsync();
        model.Say("one ");

        var joining = owner.StreamAsync(id, "Hello", key: "one");
        using var whole = await owner.PostAsync(id, Owner.Message("Hello"), key: "one");
        model.Say("two");
        model.Finish();
        var first = await (await answering).EventsAsync();
        var joined = await (await joining).EventsAsync();

        Assert.Equal((409, 1), ((int)whole.StatusCode, (await whole.JsonAsync()).Number("turn")));
        Assert.Equal("one two", string.Concat(joined.SkipLast(1).Select(item => item.Json.Text("text"))));
        Assert.Equal(first[^1].Json.ToJsonString(), joined[^1].Json.ToJsonString());
        Assert.Single(model.Prompts);
    }

    [Fact]
    public async Task An_attempt_that_failed_with_some_text_is_tried_again_beside_it()
    {
        var id = await _owner.CreateAsync();
        var content = cloud.Fault(
            new()
            {
                Fault = FaultKind.FailMidStream,
                AfterChunks = 3,
                Times = 1,
            }
        );

        using var failed = await _owner.PostAsync(id, Owner.Message(content), key: "one");
        var answer = await _owner.SayAsync(id, content, key: "one");

        Assert.Equal(
            (502, 2, 0, 0),
            ((int)failed.StatusCode, answer.Number("turn"), answer.Number("parent"), answer["context"]!.Number("turns_included"))
        );
        Assert.Equal([2, 2], (await _owner.MessagesAsync(id, "path")).Select(message => message.Number("turn")));
    }

    [Fact]
    public async Task Deletion_stops_the_answer_and_bills_what_there_is()
    {
        await using var slow = await LocalCloudFixture.StartAsync(new() { TokenDelay = TimeSpan.FromMilliseconds(50) });
        var owner = Owner.Of(slow);
        var id = await owner.CreateAsync();
        using var streaming = await owner.StreamAsync(id, "count to 2000");

        using var deleted = await owner.SendAsync(HttpMethod.Delete, $"conversations/{id}");
        var events = await streaming.EventsAsync();

        var done = events[^1].Json;
        Assert.Equal((204, "done", "cancelled"), ((int)deleted.StatusCode, events[^1].Type, done.Text("stop_reason")));
        Assert.InRange(done["usage"]!.Number("completion_tokens"), 1, 500);
        Assert.Equal(done["usage"]!.ToJsonString(), (await owner.GetAsync("usage"))["total"]!.ToJsonString());
    }

    private static Task<HttpResponseMessage> FollowAsync(Owner owner, string id) =>
        owner.SendAsync(HttpMethod.Get, $"conversations/{id}/messages/1", accept: "text/event-stream");

    private static async Task<System.Text.Json.Nodes.JsonNode> SavedAsync(Owner owner, string id, string text)
    {
        while (true)
        {
            var turn = await owner.GetAsync($"conversations/{id}/messages/1");
            if (turn["message"]!.Text("content") == text)
            {
                return turn;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
