using System.Text.Json;
using Deque.AxeCore.Playwright;

namespace Web.Tests;

/// <summary>A user of the page, in a separate browser profile. Errors in the browser fail the test.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints;
    private bool _forgives;

    private Visitor(IBrowserContext context, IPage page, string name, Uri site, List<string> complaints)
    {
        (_context, Page, Name, Site, _complaints) = (context, page, name, site, complaints);
    }

    public IPage Page { get; }

    /// <summary>Whose conversations these are.</summary>
    public string Name { get; }

    public Uri Site { get; }

    /// <summary>The conversation that is open.</summary>
    public string Conversation => new Uri(Page.Url).Fragment.TrimStart('#');

    public ILocator Message => Page.Locator("#message");

    public ILocator Turns => Page.Locator(".turn");

    public ILocator LiveAnswer => Page.Locator("#answer-live");

    public static async Task<Visitor> OpenAsync(
        Chromium chromium,
        Uri site,
        BrowserNewContextOptions? options = null,
        string? name = null,
        string place = ""
    )
    {
        name ??= $"ada-{Guid.NewGuid():N}";
        options ??= new();
        options.StorageState ??= SignedIn(site, name);
        var context = await chromium.Browser.NewContextAsync(options);
        context.SetDefaultTimeout(60_000);
        await context.AddInitScriptAsync(
            "addEventListener('securitypolicyviolation', e => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI}`))"
        );
        List<string> complaints = [];
        Visitor visitor = new(context, await NewPageAsync(context, complaints), name, site, complaints);
        await visitor.Page.GotoAsync(new Uri(site, place).ToString());
        if (options.StorageState.Length > 0)
        {
            await Expect(visitor.Message).ToBeVisibleAsync();
        }

        return visitor;
    }

    /// <summary>A second tab of the same browser.</summary>
    public async Task<Visitor> SecondTabAsync() => new(_context, await TabAsync(Page.Url), Name, Site, _complaints);

    /// <summary>A tab at another address of the site.</summary>
    public async Task<IPage> TabAsync(string place)
    {
        var page = await NewPageAsync(_context, _complaints);
        await page.GotoAsync(new Uri(Site, place).ToString());

        return page;
    }

    public async Task SayAsync(string text)
    {
        await Message.FillAsync(text);
        await Message.PressAsync("Enter");
    }

    /// <summary>Says something and waits for the answer's end.</summary>
    public async Task<ILocator> AskAsync(string text, int turn)
    {
        await SayAsync(text);

        return await AnsweredAsync(turn);
    }

    /// <summary>The turn, once its answer has ended.</summary>
    public async Task<ILocator> AnsweredAsync(int turn)
    {
        var element = Turn(turn);
        await Expect(element).ToBeVisibleAsync();

        return element;
    }

    public ILocator Turn(int turn) => Page.Locator($"#turn-{turn}");

    public ILocator Answer(int turn) => Page.Locator($"#answer-{turn}");

    public ILocator Button(string label) => Page.GetByRole(AriaRole.Button, new() { Name = label, Exact = true });

    public static Task PressAsync(ILocator within, string label) =>
        within.GetByRole(AriaRole.Button, new() { Name = label, Exact = true }).ClickAsync();

    /// <summary>Chooses from the open conversation's menu.</summary>
    public async Task ChooseAsync(string item)
    {
        await Page.Locator("#bar").GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await Page.GetByRole(AriaRole.Menuitem, new() { Name = item, Exact = true }).ClickAsync();
    }

    /// <summary>Has axe look for what keeps somebody from using the page as it is now.</summary>
    public async Task AssertAccessibleAsync() => await AssertAccessibleAsync(Page);

    public static async Task AssertAccessibleAsync(IPage page)
    {
        var result = await page.RunAxe();
        var violations = result.Violations.Select(violation =>
            $"{violation.Id}: {violation.Help}: {string.Join("; ", violation.Nodes.Select(node => node.Html))}"
        );
        Assert.Equal("", string.Join('\n', violations));
    }

    /// <summary>For a test that makes requests fail: what the browser says of those is no complaint.</summary>
    public void ForgiveFailedRequests() => _forgives = true;

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        var complaints = _complaints.Where(complaint =>
            !complaint.StartsWith("Failed to load resource", StringComparison.Ordinal) || !_forgives
        );
        Assert.True(!complaints.Any(), string.Join('\n', complaints));
    }

    private static async Task<IPage> NewPageAsync(IBrowserContext context, List<string> complaints)
    {
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Add($"{message.Text} {message.Location}");
            }
        };
        page.PageError += (_, error) => complaints.Add(error);

        return page;
    }

    private static string SignedIn(Uri site, string name) =>
        $$"""{"cookies":[],"origins":[{"origin":"{{site.GetLeftPart(UriPartial.Authority)}}","localStorage":[{"name":"name","value":{{JsonSerializer.Serialize($"\"{name}\"")}}}]}]}""";
}
