using LocalCloud.DynamoDB;
using LocalCloud.Settings;
using Shared;

namespace Benchmarks.Functions;

/// <summary>Who is measured; each is made from a fresh clone if need be.</summary>
internal static class Contestants
{
    private const string NodeFolder = "tests/Benchmarks/peers/node";
    private const string FloorFolder = "tests/Benchmarks/peers/floor";
    private const string CSharpFolder = "tests/Benchmarks/peers/csharp";

    private static readonly Publication _floor = new("floor", FloorFolder, [FloorFolder], ["-r", Publication.Rid]);
    private static readonly Publication _csharp = new("csharp", CSharpFolder, [CSharpFolder, "src/Aws"], ["-r", Publication.Rid]);

    /// <param name="before">An earlier build to compare with; null for none.</param>
    /// <param name="cancellationToken">Ends the publishing.</param>
    /// <exception cref="UsageException">One of them cannot be made here.</exception>
    public static async Task<IReadOnlyList<Contestant>> PrepareAsync(Contestant? before, CancellationToken cancellationToken)
    {
        var native = await NativeAsync(cancellationToken);
        var managed = await ManagedAsync(cancellationToken);
        var csharp = await PublishAsync(_csharp, cancellationToken);
        var floor = await PublishAsync(_floor, cancellationToken);

        return
        [
            native,
            .. before is null ? [] : new[] { before },
            managed,
            new(
                Contestant.CSharp,
                [Path.Combine(csharp.FullName, "bootstrap")],
                csharp,
                "AWS's SDK for .NET and its runtime loop with their own settings, native AOT"
            ),
            await NodeAsync(cancellationToken),
            .. await GoPeer.BuildAsync(cancellationToken) is { } go ? new[] { go } : [],
            .. await PythonPeer.BuildAsync(cancellationToken) is { } python ? new[] { python } : [],
            new(
                Contestant.Floor,
                [Path.Combine(floor.FullName, "bootstrap")],
                floor,
                "a minimal native C# bootstrap: one unsigned request with HttpClient",
                IsFloor: true
            ),
        ];
    }

    /// <exception cref="UsageException">The folder has no executable.</exception>
    public static Contestant Before(DirectoryInfo published)
    {
        var bootstrap = Path.Combine(published.FullName, "bootstrap");

        return File.Exists(bootstrap)
            ? new(Contestant.Earlier, [bootstrap], published, $"an earlier build: {published.FullName}")
            : throw new UsageException($"There is no {bootstrap}.");
    }

    /// <exception cref="UsageException">It cannot be published here.</exception>
    public static async Task<Contestant> NativeAsync(CancellationToken cancellationToken)
    {
        var native = await PublishAsync(Publication.NativeChat, cancellationToken);

        return new(Contestant.Native, [Path.Combine(native.FullName, "bootstrap")], native, "dist/chat: native AOT");
    }

    /// <exception cref="UsageException">It cannot be published here.</exception>
    public static async Task<Contestant> ManagedAsync(CancellationToken cancellationToken)
    {
        var managed = await PublishAsync(Publication.ManagedChat, cancellationToken);

        return new(
            Contestant.Managed,
            ["dotnet", Path.Combine(managed.FullName, "bootstrap.dll")],
            managed,
            "the same code, framework-dependent: dotnet bootstrap.dll, not precompiled (ReadyToRun is off by default)"
        );
    }

    /// <exception cref="UsageException">It cannot be bundled here.</exception>
    public static async Task<Contestant> NodeAsync(CancellationToken cancellationToken)
    {
        var node = await BundleAsync(cancellationToken);

        return new(
            Contestant.Node,
            ["node", Path.Combine(node.FullName, "index.js")],
            node,
            $"AWS's JavaScript SDK, bundled and minified by esbuild, with a small Runtime API loop; node {NodeVersion.Value}"
        );
    }

    /// <summary>Says why a peer is not measured.</summary>
    public static async Task<Contestant?> SkipAsync(string name, string reason)
    {
        await Console.Error.WriteLineAsync($"The {name} peer is skipped: {reason}.");

        return null;
    }

    /// <exception cref="UsageException">It cannot be published here.</exception>
    public static async Task<DirectoryInfo> PublishAsync(Publication publication, CancellationToken cancellationToken)
    {
        try
        {
            return await publication.EnsureAsync(cancellationToken);
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
        var npm = await BuildTool.RunAsync(new("npm", ["run", "build", "--silent"]) { WorkingDirectory = folder }, cancellationToken);

        return npm is { Succeeded: true }
            ? new(Path.Combine(folder, "dist"))
            : throw new UsageException($"The Node peer cannot be bundled: {npm?.Output}{npm?.Errors}");
    }
}
