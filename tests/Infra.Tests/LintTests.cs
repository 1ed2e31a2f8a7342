using Infra.Packaging;

namespace Infra.Tests;

/// <summary>What others' rules say of the templates: AWS's published schemas, and the rules of AWS's solutions.</summary>
public sealed class LintTests
{
    [Theory]
    [InlineData("us-east-1")]
    [InlineData("us-west-2")]
    public async Task Every_property_is_as_CloudFormations_schemas_say_in_both_regions(string region)
    {
        var templates = (
            region == "us-east-1"
                ? Variants.All.Select(context => Synthesis.Of(context))
                : Variants.Anywhere.Select(context => Synthesis.In(region, context))
        ).Append(Synthesis.In(region, Variants.Owned(region)));

        var lint = await Tool.RunAsync(
            "cfn-lint",
            ["--regions", region, "--ignore-checks", "W3005", "--template", .. templates.Select(stack => stack.TemplateFile)],
            Path.GetTempPath()
        );

        Assert.SkipWhen(lint is null, "cfn-lint is not installed: pip install cfn-lint");
        Assert.True(lint == (0, ""), lint?.Output);
    }

    // Every finding is mended, or accepted with its reason in Nag/accepted.json; and whatever is accepted there still occurs.
    [Fact]
    public async Task The_rules_of_AWSs_solutions_find_nothing_that_is_not_accepted_with_a_reason()
    {
        var folder = Path.Combine(Repository.Root, "tests", "Infra.Tests", "Nag");
        await InstallAsync(folder);
        var templates = Variants
            .All.Select(context => Synthesis.Of(context))
            .Append(Synthesis.In("us-east-1", Variants.Owned("us-east-1")))
            .Select(stack => stack.TemplateFile);

        var nag = await Tool.RunAsync("node", ["check.mjs", "accepted.json", .. templates], folder);

        Assert.True(nag == (0, ""), nag?.Output);
    }

    // npm writes its own record last, so that an installation which was cut short is not taken for a whole one.
    private static async Task InstallAsync(string folder)
    {
        FileInfo record = new(Path.Combine(folder, "node_modules", ".package-lock.json"));
        if (!record.Exists || record.LastWriteTimeUtc < File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")))
        {
            var install = await Tool.RunAsync(
                OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
                ["ci", "--no-audit", "--no-fund", "--ignore-scripts"],
                folder
            );

            Assert.True(install is { Status: 0 }, $"npm ci failed in {folder}: {install?.Output}");
        }
    }
}
