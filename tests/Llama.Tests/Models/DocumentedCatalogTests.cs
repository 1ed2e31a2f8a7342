using System.Globalization;
using LocalCloud.Settings;

namespace Llama.Tests.Models;

public sealed class DocumentedCatalogTests
{
    [Fact]
    public void The_table_in_the_documentation_is_the_catalog()
    {
        var page = File.ReadLines(Path.Combine(Checkout.Root, "docs", "regions-and-models.md"));

        var documented = page.Where(line => line.StartsWith("| `meta.", StringComparison.Ordinal));

        Assert.Equal(LlamaModel.Catalog.Select(Line), documented);
    }

    private static string Line(LlamaModel model)
    {
        string Unsure(string fact) => model.Unverified.Contains(fact) ? " (?)" : "";
        string[] cells =
        [
            $"`{model.Id}`",
            model.Regions is [] ? "nowhere" : string.Join(", ", model.Regions),
            model.Profiles is []
                ? "none"
                : string.Join("; ", model.Profiles.Select(profile => $"{profile.Prefix}: {string.Join(", ", profile.SourceRegions)}")),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{model.ContextWindow:N0}{Unsure("context_window")} / {model.MaxGenLen:N0}{Unsure("max_gen_len")}"
            ),
            string.Create(CultureInfo.InvariantCulture, $"{model.Pricing.InputPer1K} / {model.Pricing.OutputPer1K}"),
            $"{model.Lifecycle.ToString().ToLowerInvariant()}{(model.EndOfLife is { } end ? $", ends {end:yyyy-MM-dd}" : "")}{Unsure("lifecycle")}",
        ];

        return $"| {string.Join(" | ", cells)} |";
    }
}
