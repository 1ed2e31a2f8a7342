namespace Web.Tests;

/// <summary>The page of a deployment: behind the stack's headers, signed in by Cognito.</summary>
public sealed class HostedTests(Chromium chromium)
{
    private static readonly BrowserNewContextOptions _stranger = new() { StorageState = "" };

    [Fact]
    public async Task Somebody_signs_in_by_code_and_PKCE_and_chats_under_the_stacks_policy()
    {
        await using var site = await HostedSite.StartAsync();
        await using var ada = await Visitor.OpenAsync(chromium, site.Page, _stranger);

        await ada.Button("Sign in").ClickAsync();
        await Expect(ada.Page.Locator(".who")).ToHaveTextAsync("ada@example.com");
        await ada.AskAsync("echo: **hello**\n\n```js\nconst a = 1;\n```", 1);

        await Expect(ada.Answer(1).Locator("strong")).ToHaveTextAsync("hello");
        await Expect(ada.Answer(1).Locator(".shj-syn-kwd")).ToHaveTextAsync("const");
        Assert.Equal(["authorization_code"], site.Grants);
        Assert.DoesNotContain("code=", ada.Page.Url);
    }

    [Fact]
    public async Task A_reload_stays_signed_in_and_the_place_that_was_open_is_opened_after_signing_in()
    {
        await using var site = await HostedSite.StartAsync();
        await using var ada = await Visitor.OpenAsync(chromium, site.Page, _stranger);
        await ada.Button("Sign in").ClickAsync();
        await ada.AskAsync("echo: hello", 1);

        await ada.Page.ReloadAsync();
        await Expect(ada.Answer(1)).ToHaveTextAsync("hello");
        await ada.Page.EvaluateAsync("sessionStorage.clear()");
        await ada.Page.ReloadAsync();
        await ada.Button("Sign in").ClickAsync();

        await Expect(ada.Answer(1)).ToHaveTextAsync("hello");
        Assert.Equal(2, site.Grants.Count);
    }

    [Fact]
    public async Task A_token_that_has_expired_is_renewed_unseen()
    {
        await using var site = await HostedSite.StartAsync();
        await using var ada = await Visitor.OpenAsync(chromium, site.Page, _stranger);
        ada.ForgiveFailedRequests();
        await ada.Button("Sign in").ClickAsync();
        await Expect(ada.Message).ToBeVisibleAsync();
        var refusals = 0;
        await ada.Page.RouteAsync(
            "**/v1/conversations",
            route =>
                Interlocked.Increment(ref refusals) == 1
                    ? route.FulfillAsync(
                        new()
                        {
                            Status = 401,
                            ContentType = "application/json",
                            Body = """{"message":"The incoming token has expired"}""",
                            Headers = new Dictionary<string, string> { ["Access-Control-Allow-Origin"] = "*" },
                        }
                    )
                    : route.ContinueAsync()
        );

        await ada.AskAsync("echo: hello", 1);

        Assert.Equal(["authorization_code", "refresh_token"], site.Grants);
    }

    [Fact]
    public async Task A_sign_in_that_was_not_completed_says_so_and_can_be_done_again()
    {
        await using var site = await HostedSite.StartAsync();
        await using var ada = await Visitor.OpenAsync(chromium, site.Page, _stranger);
        ada.ForgiveFailedRequests();
        site.RefusesTokens = true;

        await ada.Button("Sign in").ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The sign-in service did not accept this sign-in.");
        site.RefusesTokens = false;
        await ada.Button("Sign in").ClickAsync();

        await Expect(ada.Message).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Signing_out_leads_through_Cognito_back_to_the_page()
    {
        await using var site = await HostedSite.StartAsync();
        await using var ada = await Visitor.OpenAsync(chromium, site.Page, _stranger);
        await ada.Button("Sign in").ClickAsync();
        await Expect(ada.Page.Locator("#list")).ToContainTextAsync("Your conversations will be here.");
        await Expect(ada.Page.Locator("#spent")).ToBeVisibleAsync();

        await ada.Button("Sign out").ClickAsync();

        await Expect(ada.Button("Sign in")).ToBeVisibleAsync();
        Assert.Null(await ada.Page.EvaluateAsync<string?>("sessionStorage.getItem('tokens')"));
    }

    [Fact]
    public async Task A_script_that_is_not_the_pages_own_is_blocked()
    {
        await using var site = await HostedSite.StartAsync();
        var page = await (await chromium.Browser.NewContextAsync()).NewPageAsync();
        await page.GotoAsync(site.Page.ToString());

        var blocked = await page.EvaluateAsync<string>(
            """
            () => new Promise((resolve) => {
              addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
              const script = document.createElement('script');
              try {
                script.textContent = 'window.acted = 1';
              } catch {
                resolve('require-trusted-types-for');
              }
              document.body.append(script);
            })
            """
        );

        Assert.Contains(blocked, new[] { "require-trusted-types-for", "script-src-elem" });
        Assert.Null(await page.EvaluateAsync<int?>("window.acted ?? null"));
        await page.Context.DisposeAsync();
    }
}
