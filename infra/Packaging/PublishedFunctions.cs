using System.Diagnostics;
using Infra.Settings;

namespace Infra.Packaging;

/// <summary>
/// Publishes the functions' executable for each synthesis. cdk.json's <c>build</c> cannot do it, because the CLI runs that command
/// without the context, which has the packaging and the processor. Unchanged code is not compiled again.
/// </summary>
internal sealed class PublishedFunctions(PackagingSettings packaging) : IDisposable
{
    private FileStream? _turn;

    /// <summary>Publishes once, and keeps other processes from publishing until this is disposed of.</summary>
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
            // Files of an earlier build must not be deployed.
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

    // Without a runtime identifier the managed package is the same for both processors, and can be built on any system.
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
                // Another synthesis is publishing; its lock is released when it ends, in whatever way.
                Thread.Sleep(200);
            }
        }
    }

    // Writes to stderr, because `cdk synth` prints the template to stdout.
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
