using System.Text.Json.Nodes;
using Chat.Tests.Metering;
using Shared;

namespace Chat.Tests.Conversations;

/// <summary>Once a turn is stored, no write behind it costs the client its answer or the conversation its sums.</summary>
public class BookkeepingFailureTests(LocalCloudFixture real)
{
    // What only these requests hold.
    private const string Completing = "\"#name\":\"answer\"";
    private const string Counting = "if_not_exists(title";

    [Theory]
    [InlineData("*/*")]
    [InlineData("text/event-stream")]
    public async Task An_answer_whose_key_cannot_be_completed_is_given_and_replayed_from_its_turn(string accept)
    {
        await using var dynamoDB = await FaultyDynamoDB.StartAsync(real.Cloud.DynamoDB.Url, TestContext.Current.CancellationToken);
        await using var cloud = await StartAsync(dynamoDB);
        dynamoDB.Refuse(Completing, "AccessDeniedException");
        var owner = Owner.Of(cloud);
        var id = await owner.CreateAsync();
        await owner.SayAsync(id, "echo: before");

        using var first = await owner.PostAsync(id, Owner.Message("echo: once"), accept, key: "one");
        var given = accept == "*/*" ? await first.TextAsync() : (await first.EventsAsync())[^1].Data;
        using var again = await owner.PostAsync(id, Owner.Message("echo: once"), key: "one");

        Assert.Equal((200, 200, "true"), ((int)first.StatusCode, (int)again.StatusCode, again.Header("Idempotency-Replayed")));
        Assert.Equal(given, await again.TextAsync());
        Assert.Equal(2, cloud.Cloud.Bedrock!.Journal.Invocations.Count);
        Assert.Equal(4, (await owner.MessagesAsync(id)).Count);
    }

    [Fact]
    public async Task A_later_turn_does_not_hide_the_one_that_is_replayed()
    {
        await using var dynamoDB = await FaultyDynamoDB.StartAsync(real.Cloud.DynamoDB.Url, TestContext.Current.CancellationToken);
        await using var cloud = await StartAsync(dynamoDB);
        dynamoDB.Refuse(Completing, "AccessDeniedException");
        var owner = Owner.Of(cloud);
        var id = await owner.CreateAsync();
        using var first = await owner.PostAsync(id, Owner.Message("echo: once"), key: "one");
        for (var i = 0; i < 12; i++)
        {
            await owner.SayAsync(id, "echo: more");
        }

        using var again = await owner.PostAsync(id, Owner.Message("echo: once"), key: "one");

        Assert.Equal(await first.TextAsync(), await again.TextAsync());
    }

    [Theory]
    [InlineData("read")]
    [InlineData("post")]
    [InlineData("regenerate")]
    public async Task A_turn_that_was_not_counted_is_counted_by_the_next_request(string next)
    {
        await using var dynamoDB = await FaultyDynamoDB.StartAsync(real.Cloud.DynamoDB.Url, TestContext.Current.CancellationToken);
        await using var cloud = await StartAsync(dynamoDB);
        var owner = Owner.Of(real);
        var id = await owner.CreateAsync();
        await owner.SayAsync(id, "echo: counted");
        dynamoDB.Refuse(Counting, "AccessDeniedException");

        using var answer = await (owner with { Cloud = cloud }).PostAsync(id, Owner.Message("echo: not counted"));
        using var done = next switch
        {
            "read" => null,
            "post" => await owner.PostAsync(id, Owner.Message("echo: next")),
            _ => await owner.PostAsync(id, """{"regenerate":true}"""),
        };

        var read = await owner.GetAsync($"conversations/{id}");
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal((next == "read" ? 2 : 3, "echo: counted"), (read.Number("turns"), read.Text("title")));
        Assert.Equal(Sum(await owner.MessagesAsync(id)), Usage(read));
        Assert.Equal(
            Usage(read),
            ((await owner.GetAsync("usage"))["total"]!) is var total ? (total.Number("total_tokens"), total.Usd("cost_usd")) : default
        );
    }

    [Fact]
    public async Task A_first_turn_that_was_not_counted_gives_its_title_all_the_same()
    {
        await using var dynamoDB = await FaultyDynamoDB.StartAsync(real.Cloud.DynamoDB.Url, TestContext.Current.CancellationToken);
        await using var cloud = await StartAsync(dynamoDB);
        var owner = Owner.Of(real);
        var id = await owner.CreateAsync();
        dynamoDB.Refuse(Counting, "AccessDeniedException");
        using var answer = await (owner with { Cloud = cloud }).PostAsync(id, Owner.Message("echo: first"));

        await owner.SayAsync(id, "echo: second");

        var read = await owner.GetAsync($"conversations/{id}");
        Assert.Equal(("echo: first", 2), (read.Text("title"), read.Number("turns")));
        Assert.Equal(Sum(await owner.MessagesAsync(id)), Usage(read));
    }

    private static (int, decimal) Usage(JsonNode read) => (read["usage"]!.Number("total_tokens"), read["usage"]!.Usd("cost_usd"));

    private static (int, decimal) Sum(IReadOnlyList<JsonNode> messages)
    {
        var usages = messages.Select(message => message["usage"]).OfType<JsonNode>().ToList();

        return (usages.Sum(usage => usage.Number("total_tokens")), usages.Sum(usage => usage.Usd("cost_usd")));
    }

    private static Task<LocalCloudFixture> StartAsync(FaultyDynamoDB dynamoDB) =>
        LocalCloudFixture.StartAsync(new() { DynamoDB = dynamoDB.Choice, TokenDelay = TimeSpan.Zero });
}
