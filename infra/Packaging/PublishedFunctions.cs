using System.Diagnostics;
using Infra.Settings;

namespace Infra.Packaging;

/// <summary>
/// The functions' executable, published afresh for each synthesis. cdk.json's <c>build</c> cannot do it: the CLI runs that
/// before it hands out the context, so it would not know for which packaging and processor. What has not changed is not
/// compiled again.
/// </summary>
internal sealed class PublishedFunctions(PackagingSettings packaging) : IDisposable
{
    private FileStream? _turn;

    /// <summary>Publishes, once, and keeps others from publishing until this is disposed of.</summary>
    /// <returns>The folder with the executable.</returns>
    /// <exception cref="PublishException">A tool is missing, or the build fails.</exception>
    public string Publish()
    {
        Toolchain.Require(packaging);
        var dist = Path.Combine(Repository.Root, "dist");
        _turn ??= TakeTurn(dist);

        var folder = Path.Combine(dist, FolderName);
        if (Directory.Exists(folder))
        {
            // Nothing that an earlier build left behind is deployed.
            Directory.Delete(folder, recursive: true);
        }

        Run([
            "publish",
            Path.Combine(Repository.Root, "src", "Chat"),
            "-c",
            "Release",
            "-o",
            folder,
            "--nologo",
            "-v",
            "quiet",
            .. Options,
        ]);
        if (packaging.IsNative)
        {
            Glibc.RequireNoNewerThanLambdas(Path.Combine(folder, "bootstrap"));
        }

        return folder;
    }

    public void Dispose() => _turn?.Dispose();

    private string FolderName =>
        packaging switch
        {
            { IsNative: false } => "chat-managed",
            { RuntimeIdentifier: "linux-arm64" } => "chat-arm64",
            _ => "chat",
        };

    // Without a runtime identifier the managed one is the same for both processors and can be built on any system.
    private string[] Options =>
        packaging.IsNative
            ? ["-r", packaging.RuntimeIdentifier]
            : ["-p:PublishAot=false", "-p:UseAppHost=false", "--self-contained", "false"];

    private static FileStream TakeTurn(string folder)
    {
        Directory.CreateDirectory(folder);
        while (true)
        {
            try
            {
                return new(Path.Combine(folder, ".publish.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                // Another synthesis publishes; its lock ends with it, however it ends.
                Thread.Sleep(200);
            }
        }
    }

    // Its output goes to stderr, since stdout belongs to the template that `cdk synth` prints.
    private static void Run(string[] arguments)
    {
        Console.Error.WriteLine($"dotnet {string.Join(' ', arguments)}");
        using var dotnet = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = dotnet.StandardOutput.ReadToEnd();
        dotnet.WaitForExit();
        if (dotnet.ExitCode != 0)
        {
            throw new PublishException($"The functions cannot be published:{Environment.NewLine}{output.Trim()}");
        }
    }
}
