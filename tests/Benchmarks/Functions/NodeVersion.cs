using LocalCloud.DynamoDB;

namespace Benchmarks.Functions;

internal static class NodeVersion
{
    public static string Value { get; } = Ask();

    private static string Ask()
    {
        using var node = NodeTools.Start(new("node", ["--version"]) { RedirectStandardOutput = true });

        return node.StandardOutput.ReadToEnd().Trim();
    }
}
