namespace Web.Tests;

/// <summary>Everything can be done by keyboard, and an input method is not disturbed.</summary>
public sealed class KeyboardTests(WebCloud cloud, Chromium chromium)
{
    [Fact]
    public async Task Enter_sends_and_Shift_Enter_is_a_new_line()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await Expect(ada.Message).ToBeFocusedAsync();

        await ada.Page.Keyboard.TypeAsync("echo: one");
        await ada.Page.Keyboard.PressAsync("Shift+Enter");
        await ada.Page.Keyboard.TypeAsync("two");
        await Expect(ada.Message).ToHaveValueAsync("echo: one\ntwo");
        await ada.Page.Keyboard.PressAsync("Enter");

        await ada.AnsweredAsync(1);
        Assert.Equal("echo: one\ntwo", await ada.Turn(1).Locator(".bubble").InnerTextAsync());
        await Expect(ada.Message).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Nothing_is_sent_while_an_input_method_composes()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        var browser = await ada.Page.Context.NewCDPSessionAsync(ada.Page);
        await ada.Message.FocusAsync();

        await browser.SendAsync(
            "Input.imeSetComposition",
            new()
            {
                ["text"] = "かん",
                ["selectionStart"] = 2,
                ["selectionEnd"] = 2,
            }
        );
        await ada.Message.EvaluateAsync(
            "area => area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true }))"
        );
        await Expect(ada.Turns).ToHaveCountAsync(0);
        await browser.SendAsync("Input.insertText", new() { ["text"] = "漢" });

        await Expect(ada.Message).ToHaveValueAsync("漢");
        await Expect(ada.Turns).ToHaveCountAsync(0);
        await ada.Page.Keyboard.PressAsync("Enter");
        await ada.AnsweredAsync(1);
    }

    [Fact]
    public async Task Empty_messages_are_not_sent()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);

        await ada.SayAsync("  \n ");

        await Expect(ada.Button("Send")).ToBeDisabledAsync();
        await Expect(ada.Turns).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Escape_stops_the_answer()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.SayAsync("count to 300");
        await Expect(ada.LiveAnswer).ToContainTextAsync("1 2 3");

        await ada.Page.Keyboard.PressAsync("Escape");

        await ada.AnsweredAsync(1);
        await Expect(ada.Turn(1)).ToContainTextAsync("You stopped this answer.");
    }

    [Fact]
    public async Task Tab_reaches_every_control_and_each_has_a_name()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.AskAsync("echo: hello", 1);
        HashSet<string> reached = [];

        await ada.Page.EvaluateAsync("document.activeElement.blur()");
        for (var presses = 0; presses < 40; presses++)
        {
            await ada.Page.Keyboard.PressAsync("Tab");
            reached.Add(
                await ada.Page.EvaluateAsync<string>(
                    "document.activeElement.getAttribute('aria-label') ?? document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent"
                )
            );
        }

        string[] expected =
        [
            "New chat",
            "Filter conversations",
            "More for “echo: hello”",
            "Import a conversation",
            "Show archived conversations",
            "Sign out",
            "More for this conversation",
            "Messages",
            "Copy the message",
            "Edit the message",
            "Copy the answer",
            "Answer again",
            "Good answer",
            "Bad answer",
            "Message",
            "Settings",
        ];
        Assert.Empty(expected.Except(reached));
        Assert.DoesNotContain("", reached);
    }

    [Fact]
    public async Task A_menu_is_moved_in_by_arrows_and_gives_the_focus_back()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.AskAsync("echo: hello", 1);
        var more = ada.Button("More for this conversation");

        await more.FocusAsync();
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Rename" })).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("ArrowUp");
        await Expect(ada.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Delete" })).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("Escape");

        await Expect(more).ToBeFocusedAsync();
    }
}
