using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using LocalCloud.Settings;

namespace Shared;

/// <summary>A project as <c>dotnet publish</c> ships it, for tests and benchmarks, which run from a fresh clone too.</summary>
/// <param name="Name">The folder under <c>artifacts/</c>, with all of the publication's intermediate files.</param>
/// <param name="Project">The project's folder.</param>
/// <param name="Sources">The folders whose files go into it.</param>
/// <param name="Options">Further options of <c>dotnet publish</c>.</param>
internal sealed partial record Publication(string Name, string Project, IReadOnlyList<string> Sources, IReadOnlyList<string> Options)
{
    private static readonly string[] _chatSources = ["src/Chat", "src/Llama", "src/Aws"];
    private static readonly string[] _shippedFiles =
    [
        "amazon-roots.pem",
        "bootstrap",
        "llama2.vocabulary",
        "llama3.license.txt",
        "llama3.vocabulary",
        "llama4.license.txt",
        "llama4.vocabulary",
    ];

    /// <summary>The runtime identifier of this machine, for example <c>linux-x64</c>.</summary>
    public static string Rid => $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>The functions' native executable.</summary>
    public static Publication NativeChat { get; } = new("native", "src/Chat", _chatSources, ["-r", Rid]);

    /// <summary>The same code for the runtime's JIT.</summary>
    public static Publication ManagedChat { get; } =
        new("managed", "src/Chat", _chatSources, ["-p:PublishAot=false", "--no-self-contained"]);

    /// <summary>The switch as publications that are started here inherit it.</summary>
    private static string AwsPackages => Environment.GetEnvironmentVariable("AwsPackages") is { Length: > 0 } mode ? mode : "source";

    // What was made of the other AWS packages is another program.
    private string Artifacts => Path.Combine(Checkout.Root, "artifacts", AwsPackages == "source" ? Name : $"{Name}-{AwsPackages}");

    /// <summary>
    /// The published folder: <c>dist/chat</c> if that is the native executable and up to date, else one below
    /// <c>artifacts/</c>, published if its sources are newer. Of several processes at once, one publishes.
    /// </summary>
    /// <exception cref="PublicationException">It cannot be published here.</exception>
    public async Task<DirectoryInfo> EnsureAsync(CancellationToken cancellationToken)
    {
        DirectoryInfo shipped = new(Path.Combine(Checkout.Root, "dist", "chat"));
        DirectoryInfo own = new(Path.Combine(Artifacts, "published"));

        // What an earlier version of the project left beside it is nothing that this one ships.
        if (
            this == NativeChat
            && ModeOf(shipped) == AwsPackages
            && IsCurrent(shipped)
            && shipped.GetFileSystemInfos().Select(file => file.Name).Order().SequenceEqual(_shippedFiles)
        )
        {
            return shipped;
        }

        await using var turn = await TakeTurnAsync(cancellationToken);
        if (!IsCurrent(own))
        {
            await PublishAsync(own, cancellationToken);
        }

        return own;
    }

    // Written beside the folder by src/Chat/Chat.csproj, where the mode is not the default.
    private static string ModeOf(DirectoryInfo published) =>
        new FileInfo($"{published.FullName}.AwsPackages") is { Exists: true } mark ? File.ReadAllText(mark.FullName).Trim() : "source";

    /// <summary>The zip file that a deployment of Llama 2 uploads: without the vocabularies of the other models.</summary>
    public static MemoryStream Zip(DirectoryInfo published)
    {
        MemoryStream zip = new();
        using ZipArchive archive = new(zip, ZipArchiveMode.Create, leaveOpen: true);
        foreach (
            var file in published.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => !OtherVocabulary().IsMatch(file.Name))
        )
        {
            archive.CreateEntryFromFile(file.FullName, Path.GetRelativePath(published.FullName, file.FullName), CompressionLevel.Optimal);
        }

        return zip;
    }

    private bool IsCurrent(DirectoryInfo published)
    {
        var program = published.Exists ? published.EnumerateFiles("bootstrap*").MinBy(file => file.LastWriteTimeUtc) : null;

        return program is not null && program.LastWriteTimeUtc >= NewestSource();
    }

    private DateTime NewestSource() =>
        Sources
            .SelectMany(folder => Files(new(Path.Combine(Checkout.Root, folder))))
            .Concat(new DirectoryInfo(Checkout.Root).EnumerateFiles("Directory.*"))
            .Max(file => file.LastWriteTimeUtc);

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories().Where(inner => inner.Name is not ("bin" or "obj")).SelectMany(Files));

    private async Task<FileStream> TakeTurnAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Artifacts);
        while (true)
        {
            try
            {
                return new(Path.Combine(Artifacts, "publish.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                // Another process publishes; its lock ends with it, however it ends.
                await Task.Delay(200, cancellationToken);
            }
        }
    }

    // With folders of its own for everything, since what runs just now was built into bin/ and obj/.
    private async Task PublishAsync(DirectoryInfo target, CancellationToken cancellationToken)
    {
        var started = DateTime.UtcNow;
        using var dotnet = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    "publish",
                    Project,
                    "-c",
                    "Release",
                    .. Options,
                    "--artifacts-path",
                    Artifacts,
                    "-o",
                    target.FullName,
                    "-nodeReuse:false",
                    "-p:UseSharedCompilation=false",
                    "-nologo",
                ]
            )
            {
                WorkingDirectory = Checkout.Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        try
        {
            var errors = dotnet.StandardError.ReadToEndAsync(cancellationToken);
            var output = await dotnet.StandardOutput.ReadToEndAsync(cancellationToken) + await errors;
            await dotnet.WaitForExitAsync(cancellationToken);
            if (dotnet.ExitCode != 0)
            {
                throw new PublicationException(Project, output);
            }
        }
        finally
        {
            if (!dotnet.HasExited)
            {
                dotnet.Kill(entireProcessTree: true);
            }
        }

        // A source that changed while it was compiled is newer than what came of it.
        foreach (var program in target.EnumerateFiles("bootstrap*"))
        {
            program.LastWriteTimeUtc = started;
        }
    }

    [GeneratedRegex(@"^llama[34]\.")]
    private static partial Regex OtherVocabulary();
}

/// <summary><c>dotnet publish</c> failed.</summary>
internal sealed class PublicationException(string project, string output) : Exception($"{project} cannot be published:\n{output}")
{
    /// <summary>Whether what is missing is the C tool chain, and not something in the project.</summary>
    public bool LacksToolChain => output.Contains("Platform linker", StringComparison.Ordinal);
}
