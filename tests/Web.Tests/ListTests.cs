namespace Web.Tests;

/// <summary>The list of conversations, and what is kept with each.</summary>
public sealed class ListTests(WebCloud cloud, Chromium chromium)
{
    [Fact]
    public async Task The_latest_conversation_comes_first()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        var items = ada.Page.Locator("#list a");
        await ada.AskAsync("echo: older", 1);
        await NewChatAsync(ada);
        await ada.AskAsync("echo: newer", 1);
        await Expect(items).ToHaveTextAsync(["echo: newer", "echo: older"]);

        await items.Nth(1).ClickAsync();
        await ada.AskAsync("echo: again", 2);

        await Expect(items).ToHaveTextAsync(["echo: older", "echo: newer"]);
        await Expect(items.First).ToHaveAttributeAsync("aria-current", "page");
    }

    [Fact]
    public async Task A_conversation_is_renamed()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.AskAsync("echo: hello", 1);

        await ada.ChooseAsync("Rename");
        await Expect(ada.Page.GetByLabel("Title")).ToBeFocusedAsync();
        await ada.Page.Keyboard.TypeAsync("Greetings");
        await ada.Page.Keyboard.PressAsync("Enter");

        await Expect(ada.Page.Locator("#list a")).ToHaveTextAsync("Greetings");
        await Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Greetings");
        await Expect(ada.Page).ToHaveTitleAsync("Greetings · Llama chat");
    }

    [Fact]
    public async Task Deleting_asks_first()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.AskAsync("echo: hello", 1);

        await ada.ChooseAsync("Delete");
        await ada.Button("Cancel").ClickAsync();
        await Expect(ada.Page.Locator("#list li")).ToHaveCountAsync(1);
        await ada.ChooseAsync("Delete");
        await Expect(ada.Page.GetByRole(AriaRole.Dialog))
            .ToContainTextAsync("“echo: hello” and all its messages are deleted. This cannot be undone.");
        await ada.Button("Delete").ClickAsync();

        await Expect(ada.Page.Locator("#list li")).ToHaveCountAsync(0);
        await Expect(ada.Page.Locator(".welcome")).ToBeVisibleAsync();
        await ada.Page.ReloadAsync();
        await Expect(ada.Page.Locator("#list")).ToContainTextAsync("Your conversations will be here.");
    }

    [Fact]
    public async Task A_draft_is_kept_with_its_conversation_and_over_a_reload()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.AskAsync("echo: hello", 1);

        await ada.Message.FillAsync("not sent yet");
        await NewChatAsync(ada);
        await Expect(ada.Message).ToHaveValueAsync("");
        await ada.Message.FillAsync("something new");
        await ada.Page.ReloadAsync();
        await Expect(ada.Message).ToHaveValueAsync("something new");
        await ada.Page.Locator("#list a").ClickAsync();

        await Expect(ada.Message).ToHaveValueAsync("not sent yet");
    }

    [Fact]
    public async Task An_answer_goes_on_while_somebody_looks_at_another_conversation()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.SayAsync("count to 120");
        await Expect(ada.LiveAnswer).ToContainTextAsync("1 2 3");

        await NewChatAsync(ada);
        await ada.AskAsync("echo: meanwhile", 1);
        await ada.Page.Locator("#list a").Filter(new() { HasText = "count to 120" }).ClickAsync();

        await Expect(ada.Answer(1)).ToHaveTextAsync(string.Join(' ', Enumerable.Range(1, 120)));
    }

    [Fact]
    public async Task A_conversation_that_was_deleted_elsewhere_is_said_to_be_gone()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        ada.ForgiveFailedRequests();
        await ada.AskAsync("echo: hello", 1);
        await cloud.AskAsync(ada.Name, HttpMethod.Delete, $"/conversations/{ada.Conversation}");

        await ada.Page.ReloadAsync();

        await Expect(ada.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This conversation no longer exists.");
        await ada.Page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Button, new() { Name = "New chat" }).ClickAsync();
        await Expect(ada.Page.Locator(".welcome")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("Grace")]
    [InlineData("José 漢字")]
    public async Task A_name_is_all_it_takes_and_keeps_conversations_apart(string name)
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page, new() { StorageState = "" });

        await ada.Page.GetByLabel("Your name").FillAsync($"{name} {Random.Shared.Next()}");
        await ada.Page.Keyboard.PressAsync("Enter");
        await ada.AskAsync("echo: mine", 1);
        await ada.Button("Sign out").ClickAsync();
        await ada.Page.GetByLabel("Your name").FillAsync($"somebody else {Random.Shared.Next()}");
        await ada.Button("Start chatting").ClickAsync();

        await Expect(ada.Page.Locator("#list")).ToContainTextAsync("Your conversations will be here.");
    }

    private static async Task NewChatAsync(Visitor visitor)
    {
        await visitor.Page.Locator("#sidebar").GetByRole(AriaRole.Button, new() { Name = "New chat" }).ClickAsync();
        await Expect(visitor.Page.Locator(".welcome")).ToBeVisibleAsync();
    }
}
