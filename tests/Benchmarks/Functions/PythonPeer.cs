using LocalCloud.Settings;

namespace Benchmarks.Functions;

/// <summary>The Python peer: its sources, compiled in advance, and boto3 as it is installed, as Lambda's own runtime has it.</summary>
internal static class PythonPeer
{
    // The interpreter itself, since python3 may be a script that looks for it.
    private const string Ask = """
        import platform, sys, boto3
        if "bedrock-runtime" not in boto3.Session().get_available_services():
            sys.exit(f"boto3 {boto3.__version__} has no client for Bedrock's models")
        print(sys.executable, platform.python_version(), boto3.__version__, sep="\n")
        """;

    private static readonly string _folder = Path.Combine(Checkout.Root, "tests", "Benchmarks", "peers", "python");

    /// <returns>Null if it is skipped, with a line that says why.</returns>
    /// <exception cref="UsageException">It does not compile.</exception>
    public static async Task<Contestant?> BuildAsync(CancellationToken cancellationToken)
    {
        var answer = await BuildTool.RunAsync(new("python3", ["-c", Ask]), cancellationToken);
        if (answer is not { Succeeded: true } || answer.Output.Split('\n') is not [var python, var version, var boto3])
        {
            return await Contestants.SkipAsync(Contestant.Python, Reason(answer));
        }

        var package = CopySources();
        var compiled = await BuildTool.RunAsync(
            new(python, ["-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", package.FullName]),
            cancellationToken
        );

        return compiled is { Succeeded: true }
            ? new(
                Contestant.Python,
                [python, Path.Combine(package.FullName, "index.py")],
                package,
                $"boto3 {boto3}, which Lambda's runtime brings along, with a small Runtime API loop; Python {version}"
            )
            : throw new UsageException($"The Python peer cannot be compiled: {compiled?.Output}{compiled?.Errors}");
    }

    private static DirectoryInfo CopySources()
    {
        DirectoryInfo package = new(Path.Combine(_folder, "dist"));
        if (package.Exists)
        {
            package.Delete(recursive: true);
        }

        package.Create();
        foreach (var source in new DirectoryInfo(Path.Combine(_folder, "src")).EnumerateFiles("*.py"))
        {
            source.CopyTo(Path.Combine(package.FullName, source.Name));
        }

        return package;
    }

    private static string Reason(BuildTool? answer) =>
        answer is null
            ? "python3 is not installed"
            : $"{answer.Errors.Split('\n')[^1]} (pip install -r tests/Benchmarks/peers/python/requirements.txt)";
}
