[assembly: AssemblyFixture(typeof(Web.Tests.Chromium))]

namespace Web.Tests;

/// <summary>The machine's own Chromium, started once. Where there is none, the tests that need it are skipped.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] _names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal IBrowser Browser
    {
        get
        {
            Assert.SkipWhen(_browser is null, $"None of {string.Join(", ", _names)} is on the PATH; on Debian: apt-get install chromium");
            return _browser;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Find() is not { } path)
        {
            return;
        }

        // A busy machine is no failure.
        SetDefaultExpectTimeout(60_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private static string? Find() =>
        (
            from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            from name in _names
            let path = Path.Combine(folder, name)
            where File.Exists(path)
            select path
        ).FirstOrDefault();
}
