using System.Diagnostics;
using LocalCloud.Settings;

namespace Benchmarks.Functions;

/// <summary>The Go peer, built as its users ship it, against AWS's SDK as Debian packages it.</summary>
internal static class GoPeer
{
    private const string DebianSources = "/usr/share/gocode";
    private const string Sdk = "github.com/aws/aws-sdk-go-v2/service/dynamodb";

    private static readonly string _folder = Path.Combine(Checkout.Root, "tests", "Benchmarks", "peers", "go");

    /// <returns>Null if it is skipped, with a line that says why.</returns>
    /// <exception cref="UsageException">It does not compile.</exception>
    public static async Task<Contestant?> BuildAsync(CancellationToken cancellationToken)
    {
        if (await RunAsync(["env", "GOVERSION"], cancellationToken) is not { Succeeded: true } version)
        {
            return await Contestants.SkipAsync(Contestant.Go, "go is not installed (Debian: golang-go)");
        }

        if (await RunAsync(["list", Sdk], cancellationToken) is not { Succeeded: true })
        {
            return await Contestants.SkipAsync(
                Contestant.Go,
                $"AWS's SDK is not in {DebianSources} (Debian: golang-github-aws-aws-sdk-go-v2-dev)"
            );
        }

        DirectoryInfo package = new(Path.Combine(_folder, "dist"));
        var bootstrap = Path.Combine(package.FullName, "bootstrap");
        var build = await RunAsync(["build", "-trimpath", "-ldflags", "-s -w", "-o", bootstrap, "."], cancellationToken);

        return build is { Succeeded: true }
            ? new(
                Contestant.Go,
                [bootstrap],
                package,
                $"AWS's SDK for Go as Debian packages it, stripped, with a small Runtime API loop; {version.Output}"
            )
            : throw new UsageException($"The Go peer cannot be built: {build?.Output}{build?.Errors}");
    }

    private static Task<BuildTool?> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        BuildTool.RunAsync(
            new ProcessStartInfo("go", arguments)
            {
                WorkingDirectory = _folder,
                Environment =
                {
                    // Debian's packages of Go sources are no modules, and are found in a folder of their own only.
                    ["GO111MODULE"] = "off",
                    ["GOPATH"] = DebianSources,
                    ["GOFLAGS"] = "",
                    ["CGO_ENABLED"] = "0",
                },
            },
            cancellationToken
        );
}
