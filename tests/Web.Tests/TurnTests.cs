namespace Web.Tests;

/// <summary>Turns can be stopped, answered again, edited, continued and branched from; nothing is lost.</summary>
public sealed class TurnTests(WebCloud cloud, Chromium chromium)
{
    [Fact]
    public async Task Stop_keeps_the_partial_text()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.SayAsync("count to 300");
        await Expect(ada.LiveAnswer).ToContainTextAsync("1 2 3");

        await ada.Button("Stop the answer").ClickAsync();

        await ada.AnsweredAsync(1);
        await Expect(ada.Answer(1)).ToContainTextAsync("1 2 3");
        await Expect(ada.Turn(1)).ToContainTextAsync("You stopped this answer.");
        await ada.Page.ReloadAsync();
        await Expect(ada.Answer(1)).ToContainTextAsync("1 2 3");
    }

    [Fact]
    public async Task A_reload_shows_the_conversation_again_and_earlier_messages_as_somebody_scrolls_up()
    {
        await using var ada = await Visitor.OpenAsync(
            chromium,
            cloud.Page,
            new()
            {
                ViewportSize = new() { Width = 900, Height = 500 },
            }
        );
        await ada.AskAsync("echo: 1", 1);
        for (var turn = 2; turn <= 24; turn++)
        {
            await cloud.AskAsync(
                ada.Name,
                HttpMethod.Post,
                $"/conversations/{ada.Conversation}/messages",
                $$"""{"content":"echo: {{turn}}"}"""
            );
        }

        await ada.Page.ReloadAsync();
        await Expect(ada.Answer(24)).ToHaveTextAsync("24");
        await Expect(ada.Answer(24)).ToBeInViewportAsync();
        await Expect(ada.Turn(1)).Not.ToBeAttachedAsync();
        await ada.Page.Locator("#area").HoverAsync();
        await ada.Page.Mouse.WheelAsync(0, -20_000);

        await Expect(ada.Answer(1)).ToHaveTextAsync("1");
        Assert.Equal(
            Enumerable.Range(1, 24).Select(turn => $"turn-{turn}"),
            await ada.Turns.EvaluateAllAsync<string[]>("all => all.map(one => one.id)")
        );
    }
}
