using System.Text.Json;

namespace Web.Tests;

/// <summary>Answers arrive word by word, and the page stays calm.</summary>
public sealed class StreamingTests(WebCloud cloud, Chromium chromium)
{
    [Fact]
    public async Task Words_are_shown_while_the_answer_is_written()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);

        await ada.SayAsync("count to 60");

        await Expect(ada.LiveAnswer).ToContainTextAsync("1 2 3");
        await Expect(ada.Button("Stop the answer")).ToBeVisibleAsync();
        await ada.AnsweredAsync(1);
        await Expect(ada.Answer(1)).ToHaveTextAsync(string.Join(' ', Enumerable.Range(1, 60)));
    }

    [Fact]
    public async Task An_answer_stays_where_it_is_when_it_ends()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        await ada.SayAsync("count to 60");
        await Expect(ada.LiveAnswer).ToContainTextAsync("1 2 3");
        var before = await TopAsync(ada.LiveAnswer);

        await ada.AnsweredAsync(1);

        Assert.Equal(before, await TopAsync(ada.Answer(1)));

        static Task<double> TopAsync(ILocator answer) => answer.EvaluateAsync<double>("answer => answer.getBoundingClientRect().top");
    }

    [Fact]
    public async Task A_block_that_is_whole_is_never_touched_again()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);

        var touched = await ada.Page.EvaluateAsync<int>(
            """
            async () => {
              const { AnswerView } = await import('/app/markdown/answer.js');
              const element = document.body.appendChild(document.createElement('div'));
              const view = new AnswerView(element);
              const text = Array.from({ length: 30 }, (_, i) => `Paragraph **${i}** with some words.\n\n- one\n- two\n\n`).join('');
              let touched = 0;
              const seen = new WeakSet();
              for (let end = 7; end < text.length; end += 7) {
                const settled = [...element.children].filter((child) => !child.classList.contains('live'));
                settled.forEach((child) => seen.add(child));
                const observer = new MutationObserver(() => {});
                settled.forEach((child) => observer.observe(child, { subtree: true, childList: true, characterData: true, attributes: true }));
                view.grow(text.slice(0, end));
                touched += observer.takeRecords().length + settled.filter((child) => !child.isConnected).length;
                observer.disconnect();
              }
              const before = [...element.children].filter((child) => seen.has(child));
              view.finish(text);
              return touched + before.filter((child) => !child.isConnected).length;
            }
            """
        );

        Assert.Equal(0, touched);
    }

    [Fact]
    public async Task A_piece_of_a_2000_token_answer_costs_as_much_at_its_end_as_at_its_beginning()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);

        var measured = await ada.Page.EvaluateAsync<JsonElement>(
            """
            async () => {
              const { AnswerView } = await import('/app/markdown/answer.js');
              const element = document.body.appendChild(document.createElement('div'));
              const view = new AnswerView(element);
              const piece = 'The **quick** brown `fox` jumps over [a lazy dog](https://example.com), twice.\n\n1. first\n2. second\n\n```js\nconst a = 1;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n';
              const tokens = Array.from({ length: 120 }, () => piece).join('').match(/\s*\S+|\s+/g).slice(0, 2000);
              const costs = [];
              const nodes = [];
              let text = '';
              for (const token of tokens) {
                text += token;
                const from = performance.now();
                view.grow(text);
                costs.push(performance.now() - from);
                nodes.push(element.querySelector('.live').querySelectorAll('*').length);
              }
              return {
                tokens: tokens.length,
                median: costs.toSorted((a, b) => a - b)[tokens.length / 2],
                first: Math.max(...nodes.slice(0, 100)),
                last: Math.max(...nodes.slice(-100)),
              };
            }
            """
        );

        TestContext.Current.TestOutputHelper?.WriteLine($"median per piece: {measured.GetProperty("median").GetDouble():0.00} ms");
        Assert.Equal(2000, measured.GetProperty("tokens").GetInt32());
        Assert.Equal(measured.GetProperty("first").GetInt32(), measured.GetProperty("last").GetInt32());
    }

    [Fact]
    public async Task The_view_follows_while_it_is_at_the_bottom_and_a_button_leads_back_to_it()
    {
        await using var ada = await Visitor.OpenAsync(
            chromium,
            cloud.Page,
            new()
            {
                ViewportSize = new() { Width = 900, Height = 420 },
            }
        );
        var lines = string.Join("\n\n", Enumerable.Range(1, 60).Select(n => $"line {n}"));
        var area = ada.Page.Locator("#area");
        var newest = ada.Page.Locator("#jump");

        // On a slow machine it may end before it is looked at.
        var answer = ada.Page.Locator("#answer-live, #answer-1");

        await ada.SayAsync($"echo: {lines}");
        await Expect(answer).ToContainTextAsync("line 14");
        Assert.InRange(await DistanceAsync(), 0, 40);
        await area.HoverAsync();
        await ada.Page.Mouse.WheelAsync(0, -300);
        await Expect(newest).ToBeVisibleAsync();
        var place = await area.EvaluateAsync<double>("area => area.scrollTop");
        await Expect(answer).ToContainTextAsync("line 24");
        Assert.Equal(place, await area.EvaluateAsync<double>("area => area.scrollTop"));
        await newest.ClickAsync();

        await Expect(newest).ToBeHiddenAsync();
        await ada.AnsweredAsync(1);
        Assert.InRange(await DistanceAsync(), 0, 40);

        Task<double> DistanceAsync() => area.EvaluateAsync<double>("area => area.scrollHeight - area.clientHeight - area.scrollTop");
    }

    [Fact]
    public async Task Half_of_a_bold_word_or_of_a_link_does_not_jump_into_shape()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);

        var shown = await ada.Page.EvaluateAsync<string[]>(
            """
            async () => {
              const { AnswerView } = await import('/app/markdown/answer.js');
              const element = document.body.appendChild(document.createElement('div'));
              const view = new AnswerView(element);
              return ['a **bo', 'a **bold** and `co', 'see [the page](https://exam', 'a **'].map((text) => {
                view.grow(text);
                return element.textContent.trim();
              });
            }
            """
        );

        Assert.Equal(["a bo", "a bold and co", "see the page", "a"], shown);
    }
}
