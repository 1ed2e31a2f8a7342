using EndToEnd.Tests.Native;
using LocalCloud;
using LocalCloud.DynamoDB;

namespace Benchmarks.Functions;

/// <summary>Who is measured; each is made from a fresh clone if need be.</summary>
internal static class Contestants
{
    private const string NodeFolder = "tests/Benchmarks/peers/node";
    private const string FloorFolder = "tests/Benchmarks/peers/floor";

    private static readonly Publication _floor = new("floor", FloorFolder, [FloorFolder], ["-r", Publication.Rid]);

    /// <exception cref="UsageException">One of them cannot be made here.</exception>
    public static async Task<IReadOnlyList<Contestant>> PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            var native = await Publication.NativeChat.EnsureAsync(cancellationToken);
            var managed = await Publication.ManagedChat.EnsureAsync(cancellationToken);
            var floor = await _floor.EnsureAsync(cancellationToken);
            var node = await BundleAsync(cancellationToken);

            return
            [
                new("native", [Path.Combine(native.FullName, "bootstrap")], native),
                new("JIT", ["dotnet", Path.Combine(managed.FullName, "bootstrap.dll")], managed),
                new("Node", ["node", Path.Combine(node.FullName, "index.js")], node),
                new("floor", [Path.Combine(floor.FullName, "bootstrap")], floor, IsFloor: true),
            ];
        }
        catch (PublicationException failed)
        {
            throw new UsageException(failed.Message, failed);
        }
    }

    private static async Task<DirectoryInfo> BundleAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Checkout.Root, NodeFolder);
        await NodeTools.InstallAsync(folder, cancellationToken);
        using var npm = NodeTools.Start(new("npm", ["run", "build", "--silent"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await npm.StandardError.ReadToEndAsync(cancellationToken);
        await npm.WaitForExitAsync(cancellationToken);

        return npm.ExitCode == 0
            ? new(Path.Combine(folder, "dist"))
            : throw new UsageException($"The Node peer cannot be bundled: {await output}{errors}");
    }
}
