namespace Web.Tests;

/// <summary>The plots of what LocalCloud's functions measure.</summary>
public sealed class MetricsPageTests(Chromium chromium)
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Requests_latency_tokens_cost_and_errors_are_plotted_while_they_happen(ColorScheme scheme)
    {
        await using var own = await WebCloud.StartAsync(WebCloud.Options);
        await using var ada = await Visitor.OpenAsync(chromium, own.Page, new() { ColorScheme = scheme });
        var operators = await ada.TabAsync("/metrics/live/");
        await Expect(operators.GetByRole(AriaRole.Heading, new() { Level = 2 }))
            .ToHaveTextAsync(["Requests", "Latency, ms", "Time to first token, ms", "Tokens", "Cost, USD"]);

        await ada.AskAsync("count to 20", 1);

        await Expect(operators.GetByRole(AriaRole.Status)).ToContainTextAsync(" tokens out, $0.0000");
        await Expect(operators.Locator("canvas")).ToHaveCountAsync(5);
        await Visitor.AssertAccessibleAsync(operators);
    }
}
