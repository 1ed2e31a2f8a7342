namespace Web.Tests;

/// <summary>The page is for everybody: on a phone, in the dark, without motion, from right to left, by ear.</summary>
public sealed class AccessibilityTests(WebCloud cloud, Chromium chromium)
{
    private const string Answer =
        "echo: # Title\n\nSome **words** with `code` and [a link](https://example.com).\n\n```js\nconst a = 'b'; // c\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |";

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Axe_finds_nothing(ColorScheme scheme, int width)
    {
        await using var ada = await Visitor.OpenAsync(
            chromium,
            cloud.Page,
            new()
            {
                ColorScheme = scheme,
                ReducedMotion = ReducedMotion.Reduce,
                ViewportSize = new() { Width = width, Height = 844 },
            }
        );

        await ada.Page.Locator(".welcome").WaitForAsync();
        await ada.Button("Tutoring One step at a time, with hints").ClickAsync();
        await ada.AssertAccessibleAsync();
        await ada.AskAsync(Answer, 1);
        await ada.Answer(1).Locator(".coloured").WaitForAsync();
        await ada.AssertAccessibleAsync();
        await ada.Button("Settings").ClickAsync();
        await ada.AssertAccessibleAsync();
        await ada.Page.Keyboard.PressAsync("Escape");
        await ada.Button("More for this conversation").ClickAsync();
        await ada.AssertAccessibleAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_nothing_in_what_is_seldom_seen_either(ColorScheme scheme)
    {
        await using var ada = await Visitor.OpenAsync(
            chromium,
            cloud.Page,
            new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce }
        );
        await ada.Page.Locator("[data-id=company-knowledge]").ClickAsync();
        await ada.AskAsync("What does a library card cost?", 1);
        await ada.Turn(1).Locator(".source").First.ClickAsync();
        await Visitor.PressAsync(ada.Turn(1), "Answer again");
        await Expect(ada.Turn(2).Locator(".versions")).ToContainTextAsync("2 / 2");
        await ada.AskAsync("echo: one more", 3);
        await Visitor.PressAsync(ada.Turn(2), "Branch from here");
        await ada.AssertAccessibleAsync();
        await Visitor.PressAsync(ada.Turn(2), "Edit the message");
        await ada.Button("Show archived conversations").ClickAsync();
        await Expect(ada.Page.Locator("#list")).ToContainTextAsync("Nothing is archived.");
        await ada.AssertAccessibleAsync();
        await ada.Page.Keyboard.PressAsync("Escape");
        await ada.ChooseAsync("Delete");
        await ada.AssertAccessibleAsync();
        await ada.Button("Cancel").ClickAsync();
    }

    [Fact]
    public async Task The_sign_in_by_name_has_no_violations_either()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page, new() { StorageState = "" });

        await Expect(ada.Page.GetByLabel("Your name")).ToBeFocusedAsync();
        await ada.AssertAccessibleAsync();
    }

    [Fact]
    public async Task The_live_region_tells_what_happens_and_the_answer_when_it_is_whole()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        var region = ada.Page.GetByRole(AriaRole.Status);

        await ada.SayAsync("echo: one two three four five six seven eight");

        await Expect(region).ToHaveTextAsync("Your message is being answered.");
        await ada.AnsweredAsync(1);
        await Expect(region).ToHaveTextAsync("Answer: one two three four five six seven eight");
        await Expect(region).ToHaveAttributeAsync("aria-live", "polite");
    }

    [Fact]
    public async Task A_phone_shows_all_of_it_without_scrolling_sideways_and_the_list_behind_a_button()
    {
        await using var ada = await Visitor.OpenAsync(
            chromium,
            cloud.Page,
            new()
            {
                ViewportSize = new() { Width = 360, Height = 740 },
                HasTouch = true,
                IsMobile = true,
            }
        );
        await ada.AskAsync($"{Answer}\n\n{new string('x', 200)}", 1);

        Assert.Equal(360, await ada.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await Expect(ada.Page.Locator("#sidebar")).ToBeHiddenAsync();
        await ada.Button("Conversations").ClickAsync();
        await Expect(ada.Page.Locator("#sidebar")).ToBeInViewportAsync();
        await ada.Page.Locator("#sidebar").GetByRole(AriaRole.Button, new() { Name = "New chat" }).ClickAsync();
        await Expect(ada.Page.Locator("#sidebar")).ToBeHiddenAsync();
        await Expect(ada.Page.Locator(".welcome")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Nothing_moves_where_motion_is_not_wanted()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page, new() { ReducedMotion = ReducedMotion.Reduce });

        await ada.SayAsync("count to 100");
        await Expect(ada.LiveAnswer).ToContainTextAsync("1 2 3");

        var moving = await ada.Page.EvaluateAsync<int>(
            "document.getAnimations().filter(one => one.effect.getTiming().iterations > 1 || one.effect.getTiming().duration > 10).length"
        );
        Assert.Equal(0, moving);
    }

    [Fact]
    public async Task Text_from_right_to_left_runs_from_right_to_left()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);

        await ada.AskAsync("echo: שלום לכולם", 1);

        Assert.Equal("rtl", await DirectionAsync(ada.Answer(1).Locator("p")));
        await ada.Message.FillAsync("שלום");
        Assert.Equal("rtl", await DirectionAsync(ada.Message));

        static Task<string> DirectionAsync(ILocator element) =>
            element.EvaluateAsync<string>("element => element.matches(':dir(rtl)') ? 'rtl' : 'ltr'");
    }

    [Fact]
    public async Task Colours_are_the_systems_unless_somebody_chooses()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page, new() { ColorScheme = ColorScheme.Dark });
        Assert.Equal("rgb(26, 27, 26)", await GroundAsync());

        await ada.Button("Colours: system").ClickAsync();
        await Expect(ada.Button("Colours: light")).ToBeVisibleAsync();

        Assert.Equal("rgb(252, 251, 249)", await GroundAsync());
        await ada.Page.ReloadAsync();
        Assert.Equal("rgb(252, 251, 249)", await GroundAsync());

        Task<string> GroundAsync() => ada.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
    }

    [Theory]
    [InlineData("meta.llama2-13b-chat-v1", null)]
    [InlineData("meta.llama3-8b-instruct-v1:0", "Built with Meta Llama 3")]
    [InlineData("us.meta.llama3-1-70b-instruct-v1:0", "Built with Llama")]
    [InlineData("us.meta.llama4-scout-17b-instruct-v1:0", "Built with Llama")]
    public async Task What_Metas_licence_asks_to_be_shown_is_shown(string model, string? words)
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);

        var shown = await ada.Page.EvaluateAsync<string?>("async (model) => (await import('/app/ui/words.js')).attribution(model)", model);

        Assert.Equal(words, shown);
    }
}
