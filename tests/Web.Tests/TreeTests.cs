using System.Text.Json;

namespace Web.Tests;

/// <summary>Versions, branches and answers that are followed: turns form a tree.</summary>
public sealed class TreeTests(WebCloud cloud, Chromium chromium)
{
    [Fact]
    public async Task Answering_again_makes_a_version_and_arrows_switch_between_them()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.AskAsync("echo: hello", 1);

        await Visitor.PressAsync(ada.Turn(1), "Answer again");

        await Expect(ada.Turn(2).GetByRole(AriaRole.Group, new() { Name = "Version 2 of 2" })).ToBeVisibleAsync();
        await Expect(ada.Turns).ToHaveCountAsync(1);
        await Visitor.PressAsync(ada.Turn(2), "Version before");
        await Expect(ada.Turn(1).GetByRole(AriaRole.Group, new() { Name = "Version 1 of 2" })).ToBeVisibleAsync();
        await Expect(ada.Turn(1).GetByRole(AriaRole.Button, new() { Name = "Version before" })).ToBeDisabledAsync();
        await ada.Page.ReloadAsync();
        await ada.AnsweredAsync(1);
    }

    [Fact]
    public async Task Editing_keeps_the_old_version_with_all_that_followed_it()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.AskAsync("echo: one", 1);
        await ada.AskAsync("echo: two", 2);
        await ada.AskAsync("echo: three", 3);

        await Visitor.PressAsync(ada.Turn(2), "Edit the message");
        var editor = ada.Page.GetByLabel("Edit the message").And(ada.Page.Locator("textarea"));
        await Expect(editor).ToBeFocusedAsync();
        await Expect(editor).ToHaveValueAsync("echo: two");
        await editor.FillAsync("echo: deux");
        await editor.PressAsync("Enter");

        await Expect(ada.Answer(4)).ToHaveTextAsync("deux");
        await Expect(ada.Turns).ToHaveCountAsync(2);
        await Visitor.PressAsync(ada.Turn(4), "Version before");
        await Expect(ada.Answer(3)).ToHaveTextAsync("three");
        await Expect(ada.Turns).ToHaveCountAsync(3);
        await Visitor.PressAsync(ada.Turn(2), "Next version");
        await Expect(ada.Answer(4)).ToHaveTextAsync("deux");
        await Expect(ada.Turns).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task An_edit_can_be_given_up()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.AskAsync("echo: one", 1);

        await Visitor.PressAsync(ada.Turn(1), "Edit the message");
        await ada.Page.Locator("#edit-1").FillAsync("something else");
        await ada.Page.Keyboard.PressAsync("Escape");

        await Expect(ada.Turn(1).Locator(".bubble")).ToHaveTextAsync("echo: one");
    }

    [Fact]
    public async Task A_branch_begins_where_somebody_says_and_the_later_messages_stay()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.AskAsync("echo: one", 1);
        await ada.AskAsync("echo: two", 2);

        await ada.Turn(1).HoverAsync();
        await Visitor.PressAsync(ada.Turn(1), "Branch from here");
        await Expect(ada.Page.Locator("#notes")).ToContainTextAsync("Your next message starts a branch here; the later messages are kept.");
        await ada.AskAsync("echo: other", 3);

        await Expect(ada.Turns).ToHaveCountAsync(2);
        await Visitor.PressAsync(ada.Turn(3), "Version before");
        await Expect(ada.Answer(2)).ToHaveTextAsync("two");
    }

    [Fact]
    public async Task An_answer_that_was_cut_is_continued()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.SayAsync("count to 300");
        await Expect(ada.LiveAnswer).ToContainTextAsync("1 2 3");
        await ada.Button("Stop the answer").ClickAsync();
        await ada.AnsweredAsync(1);
        var before = await ada.Answer(1).InnerTextAsync();

        await Visitor.PressAsync(ada.Turn(1), "Continue");

        await Expect(ada.Turn(2)).ToBeVisibleAsync();
        var after = await ada.Answer(2).InnerTextAsync();
        Assert.StartsWith(before, after);
        Assert.True(after.Length > before.Length);
        await Expect(ada.Turns).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_reload_in_mid_answer_goes_on_with_it_and_so_does_a_second_tab()
    {
        await using var slow = await WebCloud.StartAsync(WebCloud.Options with { TokenDelay = TimeSpan.FromMilliseconds(100) });
        await using var ada = await Visitor.OpenAsync(chromium, slow.Page);
        await ada.SayAsync("count to 70");
        await Expect(ada.LiveAnswer).ToContainTextAsync("1 2 3");

        await ada.Page.ReloadAsync();
        var other = await ada.SecondTabAsync();

        await Expect(ada.LiveAnswer).ToContainTextAsync("1 2 3");
        await Expect(other.LiveAnswer).ToContainTextAsync("1 2 3");
        var whole = string.Join(' ', Enumerable.Range(1, 70));
        await Expect(ada.Answer(1)).ToHaveTextAsync(whole);
        await Expect(other.Answer(1)).ToHaveTextAsync(whole);
    }

    [Fact]
    public async Task A_tab_that_is_open_on_the_conversation_shows_what_another_one_says()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.AskAsync("echo: one", 1);
        var other = await ada.SecondTabAsync();
        await other.AnsweredAsync(1);

        await ada.AskAsync("echo: two", 2);

        await Expect(other.Answer(2)).ToHaveTextAsync("two");
    }

    [Fact]
    public async Task Thumbs_are_kept_and_taken_back()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.AskAsync("echo: one", 1);
        var good = ada.Button("Good answer");
        var bad = ada.Button("Bad answer");

        await bad.ClickAsync();
        await Expect(bad).ToHaveAttributeAsync("aria-pressed", "true");
        await good.ClickAsync();
        await Expect(good).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(bad).ToHaveAttributeAsync("aria-pressed", "false");
        await ada.Page.ReloadAsync();
        await Expect(good).ToHaveAttributeAsync("aria-pressed", "true");
        await good.ClickAsync();
        await ada.Page.ReloadAsync();

        await Expect(good).ToHaveAttributeAsync("aria-pressed", "false");
    }

    [Fact]
    public async Task A_conversation_is_exported_and_its_JSON_can_be_imported()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.AskAsync("echo: one", 1);
        await ada.AskAsync("echo: two", 2);

        var markdown = await DownloadAsync("Export as Markdown");
        var json = await DownloadAsync("Export as JSON");
        await ada.Page.Locator("#import-file").SetInputFilesAsync(json);

        await Expect(ada.Page.Locator("#list li")).ToHaveCountAsync(2);
        await Expect(ada.Answer(2)).ToHaveTextAsync("two");
        Assert.Contains("two", await File.ReadAllTextAsync(markdown, TestContext.Current.CancellationToken));
        Assert.EndsWith(".md", markdown);

        async Task<string> DownloadAsync(string item)
        {
            var download = await ada.Page.RunAndWaitForDownloadAsync(() => ada.ChooseAsync(item));
            var path = Path.Combine(Directory.CreateTempSubdirectory("page-tests").FullName, download.SuggestedFilename);
            await download.SaveAsAsync(path);
            return path;
        }
    }

    [Fact]
    public async Task A_file_that_holds_no_conversation_is_refused_with_what_to_choose_instead()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);

        await ada
            .Page.Locator("#import-file")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "x.json",
                    MimeType = "application/json",
                    Buffer = "{}"u8.ToArray(),
                }
            );

        await Expect(ada.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Choose a JSON file that was exported from a chat");
    }

    [Fact]
    public async Task A_filter_finds_titles_and_the_archive_hides_conversations_until_they_are_moved_back()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        foreach (var title in new[] { "Opening hours", "Café menu" })
        {
            await cloud.AskAsync(
                ada.Name,
                HttpMethod.Post,
                "/conversations",
                JsonSerializer.Serialize(new Dictionary<string, string> { ["title"] = title })
            );
        }

        await ada.Page.ReloadAsync();
        var items = ada.Page.Locator("#list a");
        await Expect(items).ToHaveTextAsync(["Café menu", "Opening hours"]);
        await ada.Page.GetByLabel("Filter conversations").FillAsync("cafe");
        await Expect(items).ToHaveTextAsync(["Café menu"]);
        await ada.Page.GetByLabel("Filter conversations").FillAsync("nothing like it");
        await Expect(ada.Page.Locator("#list")).ToContainTextAsync("No conversation has that in its title.");
        await ada.Page.GetByLabel("Filter conversations").FillAsync("");
        await items.First.HoverAsync();
        await ada.Button("More for “Café menu”").ClickAsync();
        await ada.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Archive" }).ClickAsync();
        await Expect(items).ToHaveTextAsync(["Opening hours"]);
        await ada.Button("Show archived conversations").ClickAsync();
        await Expect(items).ToHaveTextAsync(["Café menu"]);
        await items.First.HoverAsync();
        await ada.Button("More for “Café menu”").ClickAsync();
        await ada.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Move back from the archive" }).ClickAsync();
        await ada.Button("Back to all").ClickAsync();

        await Expect(items).ToHaveCountAsync(2);
    }
}
