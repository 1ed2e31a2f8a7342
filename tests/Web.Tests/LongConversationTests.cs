using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Web.Tests;

/// <summary>Conversations of many turns.</summary>
public sealed class LongConversationTests(Chromium chromium)
{
    private const int Turns = 10_000;

    [Fact]
    public async Task Ten_thousand_turns_open_with_one_page_of_messages_and_what_was_scrolled_back_to_is_given_up_again()
    {
        // In a table that nobody else waits for: its emulator has 10,000 turns to write.
        await using var own = await WebCloud.StartAsync(WebCloud.Options);
        await using var ada = await Visitor.OpenAsync(chromium, own.Page);
        await ada.AskAsync("echo: some words of an answer", 1);
        await MultiplyAsync(own, ada);
        var lists = 0;
        ada.Page.Request += (_, request) => lists += request.Url.Contains("/messages?", StringComparison.Ordinal) ? 1 : 0;
        var browser = await ada.Page.Context.NewCDPSessionAsync(ada.Page);
        await browser.SendAsync("Performance.enable", new() { ["timeDomain"] = "threadTicks" });

        await ada.Page.ReloadAsync();
        await Expect(ada.Turn(Turns)).ToBeInViewportAsync();
        await Expect(ada.Page.Locator("#bar-total")).ToBeVisibleAsync();

        var metrics = (await browser.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray();
        var seconds = metrics.Single(metric => metric.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{seconds:0.000} s of the page's thread, {lists} lists, {await ada.Turns.CountAsync()} turns shown"
        );
        Assert.InRange(await ada.Turns.CountAsync(), 1, 30);
        Assert.Equal(1, lists);

        await ada.Page.Locator("#area").HoverAsync();
        for (var first = Turns - 20; first > Turns - 80; first -= 20)
        {
            await ada.Page.Mouse.WheelAsync(0, -100_000);
            await Expect(ada.Turn(first - 10)).ToBeAttachedAsync();
        }

        await ada.Page.Locator("#jump").ClickAsync();
        await Expect(ada.Turns).ToHaveCountAsync(60);
        await ada.AskAsync("echo: one more", Turns + 1);
        await Expect(ada.Turns).ToHaveCountAsync(60);
        await ada.Page.Mouse.WheelAsync(0, -100_000);
        await Expect(ada.Turn(Turns - 70)).ToBeAttachedAsync();
    }

    [Fact]
    public async Task A_stay_of_forty_turns_goes_on_past_the_window()
    {
        await using var own = await WebCloud.StartAsync(WebCloud.Options with { TokenDelay = TimeSpan.FromMilliseconds(1) });
        await using var ada = await Visitor.OpenAsync(chromium, own.Page);
        var words = string.Join(' ', Enumerable.Repeat("word", 60));

        for (var turn = 1; turn <= 40; turn++)
        {
            await ada.AskAsync($"echo: {turn} {words}", turn);
        }

        await Expect(ada.Answer(40)).ToHaveTextAsync($"40 {words}");
        await Expect(ada.Page.Locator("#notes"))
            .ToHaveTextAsync(
                new System.Text.RegularExpressions.Regex(
                    @"^\d\d earlier turns no longer fit the model’s window; it answers without them\.$"
                )
            );
        var gauge = ada.Page.GetByRole(AriaRole.Meter, new() { Name = "Model’s window in use" });
        Assert.InRange(int.Parse((await gauge.GetAttributeAsync("aria-valuenow"))!, CultureInfo.InvariantCulture), 3000, 4096);
        await Expect(ada.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    // More turns than a test can generate: each is the first one's item under another number.
    private static async Task MultiplyAsync(WebCloud cloud, Visitor visitor)
    {
        using var table = TestDynamoDB.Connect(cloud.Cloud.DynamoDB.Url);
        var (turns, conversation) = ($"CONV#{visitor.Name}#{visitor.Conversation}", $"CONV#{visitor.Conversation}");
        var turn = (await table.GetItemAsync("chat", Key(turns, "TURN#000001"))).Item;
        foreach (var numbers in Enumerable.Range(2, Turns - 1).Chunk(25))
        {
            await table.BatchWriteItemAsync(
                new Dictionary<string, List<WriteRequest>>
                {
                    ["chat"] = [.. numbers.Select(number => new WriteRequest(new PutRequest(Numbered(turn, number))))],
                }
            );
        }

        var record = (await table.GetItemAsync("chat", Key($"USER#{visitor.Name}", conversation))).Item;
        foreach (var name in new[] { "turns", "active_turn" }.Where(record.ContainsKey))
        {
            record[name] = Number(Turns);
        }

        await table.PutItemAsync("chat", record);
    }

    private static Dictionary<string, AttributeValue> Numbered(Dictionary<string, AttributeValue> turn, int number)
    {
        Dictionary<string, AttributeValue> copy = new(turn) { ["sk"] = new() { S = $"TURN#{number:D6}" } };
        if (copy.ContainsKey("parent"))
        {
            copy["parent"] = Number(number - 1);
        }

        return copy;
    }

    private static Dictionary<string, AttributeValue> Key(string pk, string sk) =>
        new()
        {
            ["pk"] = new() { S = pk },
            ["sk"] = new() { S = sk },
        };

    private static AttributeValue Number(int value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };
}
