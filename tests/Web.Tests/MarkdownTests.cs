namespace Web.Tests;

/// <summary>A model's Markdown becomes text with a layout, and nothing that acts.</summary>
public sealed class MarkdownTests(WebCloud cloud, Chromium chromium)
{
    private static readonly string[] _hostile =
    [
        "<img src=x onerror=\"window.acted=1\">",
        "<svg onload=window.acted=1>",
        "<script>window.acted=1</script>",
        "<iframe srcdoc=\"<script>parent.acted=1</script>\"></iframe>",
        "<a href=\"javascript:window.acted=1\">click</a>",
        "[click](javascript:window.acted=1)",
        "[click](JaVaScRiPt:window.acted=1)",
        "[click](java\tscript:window.acted=1)",
        "[click](&#106;avascript:window.acted=1)",
        "[click](data:text/html;base64,PHNjcmlwdD53aW5kb3cuYWN0ZWQ9MTwvc2NyaXB0Pg==)",
        "[click](vbscript:window.acted=1)",
        "![picture](javascript:window.acted=1)",
        "![picture](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
        "![picture](https://tracker.invalid/pixel.png)",
        "![picture](//tracker.invalid/pixel.png)",
        "<style>*{display:none}</style>",
        "<form action=https://tracker.invalid><button>send</button></form>",
        "<input autofocus onfocus=window.acted=1>",
        "<body onload=window.acted=1>",
        "<math><mtext><table><mglyph><style><img src=x onerror=window.acted=1>",
        "```\"><img src=x onerror=window.acted=1>\ncode\n```",
        "```js onmouseover=window.acted=1\ncode\n```",
        "[a]: javascript:window.acted=1\n\n[click][a]",
        "<https://example.com/\"onclick=window.acted=1>",
        "[x](https://example.com/ \"title\" onclick=window.acted=1)",
        "<button data-action=\"sign-out\">Continue</button>",
        "<div id=\"composer\"><div id=\"message\">",
        "<base href=https://tracker.invalid/>",
        "<meta http-equiv=refresh content=0;url=https://tracker.invalid>",
        "<link rel=stylesheet href=https://tracker.invalid/x.css>",
        "<details open ontoggle=window.acted=1>",
        "&lt;img src=x onerror=window.acted=1&gt;",
    ];

    [Fact]
    public async Task Hostile_Markdown_never_acts_and_fetches_nothing()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        List<string> elsewhere = [];
        ada.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(cloud.Page.ToString(), StringComparison.Ordinal))
            {
                elsewhere.Add(request.Url);
            }
        };

        foreach (var (text, number) in _hostile.Select((text, index) => (text, index + 1)))
        {
            await ShowAsync(ada, text, number);
        }

        // Whatever can be pointed at or clicked is, and still nothing acts.
        await ada.Page.EvaluateAsync(
            """
            async () => {
              for (const element of document.querySelectorAll('.probe *')) {
                for (const type of ['mouseover', 'focus', 'toggle', 'load', 'error']) {
                  element.dispatchEvent(new Event(type, { bubbles: true }));
                }
                if (element.tagName === 'A') {
                  element.removeAttribute('target');
                  element.addEventListener('click', (event) => element.protocol.startsWith('http') && event.preventDefault());
                }
                element.click?.();
              }
              await new Promise((resolve) => setTimeout(resolve, 300));
            }
            """
        );
        Assert.Null(await ada.Page.EvaluateAsync<int?>("window.acted ?? null"));
        Assert.Empty(elsewhere);
        Assert.Equal(
            0,
            await ada
                .Page.Locator(".probe")
                .Locator("img, svg, script, iframe, style, form, input, base, meta, link, object, embed, details")
                .CountAsync()
        );
        Assert.Equal(0, await ada.Page.Locator(".probe [style], .probe [id]").CountAsync());
        var links = await ada.Page.Locator(".probe a").EvaluateAllAsync<string[]>("all => all.map(a => a.protocol)");
        Assert.All(links, protocol => Assert.Equal("https:", protocol));
        await Expect(ada.Message).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_same_goes_for_an_answer_that_is_streamed()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);

        await ada.AskAsync(
            "echo: before <img src=x onerror=\"window.acted=1\"> ![p](https://tracker.invalid/p.png) [c](javascript:window.acted=1) after",
            1
        );

        await Expect(ada.Answer(1)).ToContainTextAsync("before <img src=x onerror=\"window.acted=1\">");
        Assert.Equal(0, await ada.Answer(1).Locator("img").CountAsync());
        await Expect(ada.Answer(1).GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", "https://tracker.invalid/p.png");
        Assert.Null(await ada.Page.EvaluateAsync<int?>("window.acted ?? null"));
    }

    [Fact]
    public async Task Links_open_elsewhere_and_tell_nothing_of_the_page()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);

        await ada.AskAsync("echo: see [the page](https://example.com/a?b=c&d=e)", 1);

        var link = ada.Answer(1).GetByRole(AriaRole.Link, new() { Name = "the page" });
        await Expect(link).ToHaveAttributeAsync("href", "https://example.com/a?b=c&d=e");
        await Expect(link).ToHaveAttributeAsync("target", "_blank");
        await Expect(link).ToHaveAttributeAsync("rel", "noopener noreferrer nofollow");
    }

    [Fact]
    public async Task Code_has_its_language_its_colours_and_a_button_that_copies_it()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page, new() { Permissions = ["clipboard-read", "clipboard-write"] });

        await ada.AskAsync("echo: do\n\n```js\nconst half = 1 / 2; // why\n```", 1);

        var code = ada.Answer(1).Locator(".code");
        await Expect(code.Locator(".code-head")).ToContainTextAsync("js");
        await Expect(code.Locator(".shj-syn-kwd")).ToHaveTextAsync("const");
        await Visitor.PressAsync(code, "Copy");
        Assert.Equal("const half = 1 / 2; // why", await ada.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task Tables_lists_and_quotes_have_a_layout()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);

        await ada.AskAsync("echo: # Title\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n1. one\n2. two\n\n> quote\n\n- [x] done", 1);

        var answer = ada.Answer(1);
        await Expect(answer.GetByRole(AriaRole.Cell)).ToHaveTextAsync(["1", "2"]);
        await Expect(answer.Locator("ol > li")).ToHaveTextAsync(["one", "two"]);
        await Expect(answer.Locator("blockquote")).ToHaveTextAsync("quote");
        await Expect(answer.Locator("ul > li")).ToHaveTextAsync("☑ done");
        await Expect(answer.GetByRole(AriaRole.Heading, new() { Level = 3 })).ToHaveTextAsync("Title");
    }

    [Fact]
    public async Task Dollars_are_dollars_and_never_mathematics()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);

        await ada.AskAsync("echo: It costs $5 to $10, and $a_1$ plus $b_2$ stay.", 1);

        await Expect(ada.Answer(1)).ToHaveTextAsync("It costs $5 to $10, and $a_1$ plus $b_2$ stay.");
        Assert.Equal(0, await ada.Answer(1).Locator("em, sub, sup, math").CountAsync());
    }

    [Fact]
    public async Task What_a_user_writes_is_shown_as_it_was_written()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);

        await ada.AskAsync("echo: <b>one</b>\n  **two**", 1);

        Assert.Equal("echo: <b>one</b>\n  **two**", await ada.Turn(1).Locator(".bubble").InnerTextAsync());
    }

    private static Task ShowAsync(Visitor visitor, string text, int number) =>
        visitor.Page.EvaluateAsync(
            """
            async ([text, number]) => {
              const { AnswerView } = await import('/app/markdown/answer.js');
              for (const how of ['grow', 'finish']) {
                const element = document.createElement('div');
                element.className = `probe probe-${number}`;
                document.body.append(element);
                const view = new AnswerView(element);
                for (let end = 1; how === 'grow' && end <= text.length; end++) view.grow(text.slice(0, end));
                if (how === 'finish') view.finish(text, [{ n: 1 }]);
              }
            }
            """,
            new object[] { text, number }
        );
}
