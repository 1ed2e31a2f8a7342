using System.Text.Json;

namespace Web.Tests;

/// <summary>System prompt, parameters, model, and the four starters.</summary>
public sealed class SettingsTests(WebCloud cloud, Chromium chromium)
{
    public static TheoryData<string> Assistants =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "samples", "assistants"), "*.json").Select(file => Path.GetFileName(file)!)];

    [Fact]
    public async Task Settings_are_those_of_the_conversation()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.AskAsync("echo: hello", 1);

        await ada.Button("Settings").ClickAsync();
        await ada.Page.GetByLabel("System prompt").FillAsync("Be brief.");
        await ada.Page.GetByLabel("Temperature", new() { Exact = true }).FillAsync("0.25");
        await ada.Page.GetByLabel("Top P, as a number").FillAsync("0.8");
        await ada.Page.GetByLabel("Maximum length, as a number").FillAsync("77");
        await ada.Button("Save").ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await ada.AskAsync("And who are you?", 2);

        await Expect(ada.Answer(2)).ToContainTextAsync("there is a system prompt");
        using var conversation = JsonDocument.Parse(await cloud.AskAsync(ada.Name, HttpMethod.Get, $"/conversations/{ada.Conversation}"));
        Assert.Equal("Be brief.", conversation.RootElement.GetProperty("system_prompt").GetString());
        var parameters = conversation.RootElement.GetProperty("parameters");
        Assert.Equal(
            (0.25, 0.8, 77),
            (
                parameters.GetProperty("temperature").GetDouble(),
                parameters.GetProperty("top_p").GetDouble(),
                parameters.GetProperty("max_gen_len").GetInt32()
            )
        );
    }

    [Fact]
    public async Task Each_setting_has_its_range()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);

        await ada.Button("Settings").ClickAsync();

        foreach (var (label, least, most) in new[] { ("Temperature", "0", "1"), ("Top P", "0", "1"), ("Maximum length", "1", "2048") })
        {
            foreach (var name in new[] { label, $"{label}, as a number" })
            {
                var field = ada.Page.GetByLabel(name, new() { Exact = true });
                await Expect(field).ToHaveAttributeAsync("min", least);
                await Expect(field).ToHaveAttributeAsync("max", most);
            }
        }
    }

    [Fact]
    public async Task An_empty_page_offers_four_ways_to_begin_and_the_one_that_is_chosen_is_used()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await Expect(ada.Page.Locator(".starter-title")).ToHaveTextAsync(["Customer service", "Content", "Tutoring", "Company knowledge"]);

        await ada.Page.Locator("[data-id=tutoring]").ClickAsync();
        await Expect(ada.Page.Locator("[data-id=tutoring]")).ToHaveAttributeAsync("aria-pressed", "true");
        await ada.Page.Locator("[data-action=example]").ClickAsync();
        await Expect(ada.Message).ToBeFocusedAsync();
        await ada.Message.PressAsync("Enter");
        await ada.AnsweredAsync(1);

        using var conversation = JsonDocument.Parse(await cloud.AskAsync(ada.Name, HttpMethod.Get, $"/conversations/{ada.Conversation}"));
        Assert.StartsWith("You are a patient tutor.", conversation.RootElement.GetProperty("system_prompt").GetString());
        Assert.Equal(0.4, conversation.RootElement.GetProperty("parameters").GetProperty("temperature").GetDouble());
    }

    [Fact]
    public async Task The_model_can_be_chosen_where_there_are_several()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.Button("Settings").ClickAsync();
        await Expect(ada.Page.GetByLabel("Model", new() { Exact = true })).ToHaveCountAsync(0);
        await ada.Page.RouteAsync(
            "**/v1/models",
            route =>
                route.FulfillAsync(
                    new()
                    {
                        ContentType = "application/json",
                        Body =
                            """{"object":"list","data":[{"id":"meta.llama3-8b-instruct-v1:0","context_window":8192,"max_gen_len":2048},{"id":"us.meta.llama4-scout-17b-instruct-v1:0","context_window":131072,"max_gen_len":4096}]}""",
                    }
                )
        );
        await ada.Page.ReloadAsync();
        await Expect(ada.Page.Locator("#fine-print")).ToContainTextAsync("Built with Meta Llama 3.");

        await ada.Button("Settings").ClickAsync();
        await ada.Page.GetByLabel("Model", new() { Exact = true }).SelectOptionAsync("us.meta.llama4-scout-17b-instruct-v1:0");
        await ada.Button("Save").ClickAsync();

        await Expect(ada.Page.Locator("#fine-print")).ToContainTextAsync("Built with Llama.");
        await ada.Button("Settings").ClickAsync();
        await Expect(ada.Page.GetByLabel("Maximum length", new() { Exact = true })).ToHaveAttributeAsync("max", "4096");
    }

    [Fact]
    public async Task Settings_wait_for_what_they_show()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.AskAsync("echo: hello", 1);
        foreach (var part in new[] { "**/v1/models", $"**/v1/conversations/{ada.Conversation}" })
        {
            TaskCompletionSource answer = new();
            await ada.Page.RouteAsync(
                part,
                async route =>
                {
                    await answer.Task;
                    await route.ContinueAsync();
                }
            );

            await ada.Page.ReloadAsync();
            await Expect(ada.Button("Settings")).ToBeDisabledAsync();
            answer.SetResult();

            await Expect(ada.Button("Settings")).ToBeEnabledAsync();
            await ada.Page.UnrouteAllAsync();
        }
    }

    [Fact]
    public async Task A_message_waits_for_settings_that_are_being_saved()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.AskAsync("echo: hello", 1);
        TaskCompletionSource saved = new();
        await ada.Page.RouteAsync(
            $"**/v1/conversations/{ada.Conversation}",
            async route =>
            {
                if (route.Request.Method == "PATCH")
                {
                    await saved.Task;
                }

                await route.ContinueAsync();
            }
        );

        await ada.Button("Settings").ClickAsync();
        await ada.Page.GetByLabel("System prompt").FillAsync("Be brief.");
        await ada.Button("Save").ClickAsync();
        await ada.SayAsync("And who are you?");
        await Expect(ada.Page.GetByText("And who are you?")).ToBeVisibleAsync();
        saved.SetResult();

        await Expect(ada.Answer(2)).ToContainTextAsync("there is a system prompt");
    }

    [Fact]
    public async Task A_conversation_keeps_the_model_that_was_chosen_for_it()
    {
        const string Scout = "us.meta.llama4-scout-17b-instruct-v1:0";
        await using var own = await WebCloud.StartWithAsync(("MODEL_IDS", $"meta.llama3-8b-instruct-v1:0,{Scout}"));
        await using var ada = await Visitor.OpenAsync(chromium, own.Page);
        var model = ada.Page.GetByLabel("Model", new() { Exact = true });
        await ada.Button("Settings").ClickAsync();
        await Expect(model).ToHaveValueAsync("meta.llama3-8b-instruct-v1:0");

        await model.SelectOptionAsync(Scout);
        await ada.Button("Save").ClickAsync();
        await ada.AskAsync("echo: hello", 1);
        await ada.Page.ReloadAsync();
        await Expect(ada.Answer(1)).ToHaveTextAsync("hello");
        await ada.AskAsync("echo: hello again", 2);

        await Expect(ada.Answer(2)).ToHaveTextAsync("hello again");
        await ada.Button("Settings").ClickAsync();
        await Expect(model).ToHaveValueAsync(Scout);
        using var conversation = JsonDocument.Parse(await own.AskAsync(ada.Name, HttpMethod.Get, $"/conversations/{ada.Conversation}"));
        Assert.Equal(Scout, conversation.RootElement.GetProperty("model").GetString());
        using var usage = JsonDocument.Parse(await own.AskAsync(ada.Name, HttpMethod.Get, "/usage"));
        var used = Assert.Single(usage.RootElement.GetProperty("models").EnumerateArray());
        Assert.Equal((Scout, 2), (used.GetProperty("model").GetString(), used.GetProperty("turns").GetInt32()));
    }

    [Theory]
    [MemberData(nameof(Assistants))]
    public async Task A_starter_is_a_file_that_can_be_posted_as_it_is(string file)
    {
        var json = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "samples", "assistants", file),
            TestContext.Current.CancellationToken
        );

        var conversation = await cloud.AskAsync("poster", HttpMethod.Post, "/conversations", json);

        Assert.Contains("\"system_prompt\"", conversation);
    }
}
