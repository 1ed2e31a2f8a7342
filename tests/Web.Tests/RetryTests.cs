using System.Collections.Concurrent;

namespace Web.Tests;

/// <summary>What fails for a while is asked again by itself, under the same key and without retyping.</summary>
[Collection(FailingCloud.Name)]
public sealed class RetryTests(FailingCloud cloud, Chromium chromium)
{
    [Theory]
    [InlineData("throttle", "The service is busy")]
    [InlineData("unavailable", "The model is not available right now")]
    public async Task A_refusal_that_passes_is_waited_out_and_the_message_is_asked_once(string fault, string words)
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        ada.ForgiveFailedRequests();
        var mark = $"mark-{Guid.NewGuid():N}";

        // The model is asked more than once before the page gets the error.
        await cloud.FailAsync($$"""{"fault":"{{fault}}","when_prompt_contains":"{{mark}}"}""");
        var keys = KeysOf(ada);

        await ada.SayAsync($"echo: {mark}");
        await Expect(ada.Page.Locator(".waiting")).ToContainTextAsync($"{words}. Trying again in ");
        await cloud.ForgiveAsync();

        await Expect(ada.Page.Locator(".answer").Last).ToHaveTextAsync(mark);
        await Expect(ada.Turns).ToHaveCountAsync(1);
        Assert.True(keys.Count > 1);
        Assert.Single(keys.Distinct());
    }

    [Fact]
    public async Task Somebody_who_does_not_want_to_wait_tries_now_or_goes_back_to_editing()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        ada.ForgiveFailedRequests();
        var mark = $"mark-{Guid.NewGuid():N}";
        await ada.AskAsync("echo: first", 1);
        await cloud.FailAsync($$"""{"fault":"throttle","when_prompt_contains":"{{mark}}"}""");

        await ada.SayAsync($"echo: {mark}");
        await ada.Button("Try now").ClickAsync();
        await Expect(ada.Page.Locator(".waiting")).ToBeVisibleAsync();
        await ada.Button("Back to editing").ClickAsync();

        await Expect(ada.Message).ToHaveValueAsync($"echo: {mark}");
        await Expect(ada.Message).ToBeFocusedAsync();
        await cloud.ForgiveAsync();
    }

    [Fact]
    public async Task A_server_that_is_killed_in_mid_stream_costs_neither_the_text_nor_the_message()
    {
        var token = TestContext.Current.CancellationToken;
        var port = Repository.FreePorts();
        string[] arguments = ["--port", $"{port}", "--data", Directory.CreateTempSubdirectory("page-tests").FullName];
        await using var first = LocalCloudProcess.Start(arguments);
        await first.LineWithAsync("Ctrl+C", token);
        var name = $"ada-{Guid.NewGuid():N}";
        using var api = ChatApi.OnPort(port, name);

        // Long enough for a second tab on a busy machine.
        var id = (string)(await api.PostAsync("conversations", """{"parameters":{"max_gen_len":2000}}""")).Json["id"]!;
        await using var ada = await Visitor.OpenAsync(chromium, new($"http://127.0.0.1:{port}/"), name: name, place: $"#{id}");
        ada.ForgiveFailedRequests();
        var keys = KeysOf(ada);
        await ada.SayAsync("count to 900");
        await Expect(ada.LiveAnswer).ToContainTextAsync("9 10 11");
        var other = await ada.SecondTabAsync();
        await Expect(other.LiveAnswer).ToContainTextAsync("9 10 11");

        var dynalite = Assert.Single(first.Children("dynalite"));
        first.Kill();
        await first.ExitAsync(token);
        await LocalCloudProcess.GoneAsync(dynalite, token);

        await Expect(ada.Page.Locator(".waiting")).ToContainTextAsync("Connection lost. Trying again ");
        await Expect(ada.LiveAnswer).ToContainTextAsync("9 10 11");
        await using var second = LocalCloudProcess.Start(arguments);
        await second.LineWithAsync("Ctrl+C", token);
        await Expect(ada.LiveAnswer).Not.ToBeAttachedAsync(new() { Timeout = 120_000 });
        await Expect(ada.Page.Locator(".answer").Last).ToContainTextAsync("9 10 11");
        await Expect(ada.Button("Continue")).ToBeVisibleAsync();
        await Expect(ada.Turns).ToHaveCountAsync(1);
        await Expect(other.LiveAnswer).Not.ToBeAttachedAsync(new() { Timeout = 120_000 });
        await Expect(other.Turns).ToHaveCountAsync(1);
        await Expect(other.Page.Locator(".answer")).ToHaveTextAsync(await ada.Page.Locator(".answer").InnerTextAsync());
        Assert.True(keys.Count > 1);
        Assert.Single(keys.Distinct());
    }

    [Fact]
    public async Task Two_tabs_that_post_at_once_get_one_answer_after_the_other()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        ada.ForgiveFailedRequests();
        await ada.AskAsync("echo: begin", 1);
        var other = await ada.SecondTabAsync();
        await other.AnsweredAsync(1);
        await ada.Message.FillAsync("echo: one says this in some more words");
        await other.Message.FillAsync("echo: two says that in some more words");

        await Task.WhenAll(ada.Message.PressAsync("Enter"), other.Message.PressAsync("Enter"));

        await ada.AnsweredAsync(3);
        await other.AnsweredAsync(3);
        string[] said = ["one says this in some more words", "two says that in some more words"];
        var first = (await ada.Turn(2).InnerTextAsync()).Contains("one", StringComparison.Ordinal) ? 0 : 1;
        foreach (var tab in new[] { ada, other })
        {
            await Expect(tab.Turns).ToHaveCountAsync(3);
            await Expect(tab.Answer(2)).ToHaveTextAsync(said[first]);
            await Expect(tab.Answer(3)).ToHaveTextAsync(said[1 - first]);
        }
    }

    [Fact]
    public async Task An_answer_that_was_read_in_the_middle_is_read_again_once_it_has_ended()
    {
        // The second device asks again after two seconds, and the answer must not have ended by then.
        await using var slow = await WebCloud.StartAsync(WebCloud.Options with { TokenDelay = TimeSpan.FromMilliseconds(150) });
        await using var ada = await Visitor.OpenAsync(chromium, slow.Page);
        ada.ForgiveFailedRequests();
        await ada.AskAsync("echo: begin", 1);
        await using var other = await Visitor.OpenAsync(chromium, slow.Page, name: ada.Name, place: $"#{ada.Conversation}");
        other.ForgiveFailedRequests();
        await other.AnsweredAsync(1);
        await ada.SayAsync("count to 60");
        await Expect(ada.LiveAnswer).ToContainTextAsync("1 2 3");

        // The list that the other device reads has the answer as it was in the middle, and arrives after the answer's end.
        TaskCompletionSource<string> read = new();
        await other.Page.RouteAsync(
            "**/messages?*",
            async route =>
            {
                var list = read.Task.IsCompleted ? null : await route.FetchAsync();
                if (list is null || !read.TrySetResult(await list.TextAsync()))
                {
                    await route.ContinueAsync();
                    return;
                }

                await ada.AnsweredAsync(2);
                await route.FulfillAsync(new() { Response = list });
            }
        );
        await other.SayAsync("echo: after that");

        await Expect(other.Answer(3)).ToHaveTextAsync("after that");
        Assert.Contains("\"generating\"", await read.Task, StringComparison.Ordinal);
        await Expect(other.Answer(2)).ToHaveTextAsync(await ada.Answer(2).InnerTextAsync());
        await Expect(other.Answer(2)).ToContainTextAsync("59 60");
    }

    [Fact]
    public async Task A_message_that_waits_is_still_sent_after_a_reload()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        ada.ForgiveFailedRequests();
        var mark = $"mark-{Guid.NewGuid():N}";
        await ada.AskAsync("echo: first", 1);
        await cloud.FailAsync($$"""{"fault":"throttle","when_prompt_contains":"{{mark}}"}""");
        await ada.SayAsync($"echo: {mark}");
        await Expect(ada.Page.Locator(".waiting")).ToBeVisibleAsync();

        await ada.Page.ReloadAsync();
        await cloud.ForgiveAsync();

        await Expect(ada.Page.Locator(".answer").Last).ToHaveTextAsync(mark);
    }

    [Theory]
    [InlineData(
        "end_of_life",
        "This model has been retired and no longer answers.",
        "Ask whoever runs this service to choose a newer model."
    )]
    [InlineData("model_error", "The model could not answer this.", "Try again, or word the message differently.")]
    public async Task What_waiting_cannot_help_is_said_in_plain_words_with_what_to_do_next(string fault, string what, string next)
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        ada.ForgiveFailedRequests();
        var mark = $"mark-{Guid.NewGuid():N}";
        await cloud.FailAsync($$"""{"fault":"{{fault}}","when_prompt_contains":"{{mark}}"}""");

        await ada.SayAsync($"echo: {mark}");

        var failure = ada.Page.GetByRole(AriaRole.Alert);
        await Expect(failure).ToContainTextAsync(what);
        await Expect(failure).ToContainTextAsync(next);
        await ada.Button("Back to editing").ClickAsync();
        await Expect(ada.Message).ToHaveValueAsync($"echo: {mark}");
        await cloud.ForgiveAsync();
    }

    [Fact]
    public async Task An_answer_that_fails_in_the_middle_keeps_its_text_and_can_be_continued()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        ada.ForgiveFailedRequests();
        var mark = $"mark-{Guid.NewGuid():N}";
        var words = $"{mark} and some more words than the model gets to say before it fails";
        await cloud.FailAsync(
            $$"""{"fault":"fail_mid_stream","exception":"modelStreamErrorException","after_chunks":6,"when_prompt_contains":"{{mark}}"}"""
        );

        await ada.SayAsync($"echo: {words}");
        await Expect(ada.Turn(1)).ToContainTextAsync("The answer broke off before it was whole.");
        await Expect(ada.LiveAnswer).Not.ToBeAttachedAsync();
        Assert.StartsWith(await ada.Answer(1).InnerTextAsync(), words, StringComparison.Ordinal);
        await cloud.ForgiveAsync();
        await ada.Button("Continue").ClickAsync();

        await Expect(ada.Answer(2)).ToHaveTextAsync(words);
        await Expect(ada.Turns).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_message_that_another_turn_keeps_waiting_too_long_is_not_taken_for_that_turn()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        ada.ForgiveFailedRequests();
        await ada.AskAsync("echo: first", 1);
        await ada.Page.RouteAsync(
            "**/messages",
            route =>
                route.FulfillAsync(
                    new()
                    {
                        Status = 409,
                        Headers = [new("Retry-After", "120")],
                        ContentType = "application/problem+json",
                        Body = """{"status":409,"code":"turn_in_progress","turn":1}""",
                    }
                )
        );

        await ada.SayAsync("echo: second");
        await Expect(ada.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await ada.Button("Back to editing").ClickAsync();

        await Expect(ada.Message).ToHaveValueAsync("echo: second");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_nothing_in_what_waits_or_has_failed(ColorScheme scheme)
    {
        await using var ada = await Visitor.OpenAsync(
            chromium,
            cloud.Page,
            new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce }
        );
        ada.ForgiveFailedRequests();
        var (busy, retired) = ($"mark-{Guid.NewGuid():N}", $"mark-{Guid.NewGuid():N}");
        await cloud.FailAsync($$"""{"fault":"throttle","when_prompt_contains":"{{busy}}"}""");
        await cloud.FailAsync($$"""{"fault":"end_of_life","when_prompt_contains":"{{retired}}"}""");

        await ada.SayAsync($"echo: {busy}");
        await Expect(ada.Page.Locator(".waiting")).ToBeVisibleAsync();
        await ada.AssertAccessibleAsync();
        await ada.Button("Back to editing").ClickAsync();
        await ada.SayAsync($"echo: {retired}");
        await Expect(ada.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await ada.AssertAccessibleAsync();
        await cloud.ForgiveAsync();
    }

    // Of every attempt to send a message.
    private static ConcurrentQueue<string> KeysOf(Visitor visitor)
    {
        ConcurrentQueue<string> keys = [];
        visitor.Page.Request += (_, request) =>
        {
            if (request.Method == "POST" && request.Url.EndsWith("/messages", StringComparison.Ordinal))
            {
                keys.Enqueue(request.Headers["idempotency-key"]);
            }
        };

        return keys;
    }
}
