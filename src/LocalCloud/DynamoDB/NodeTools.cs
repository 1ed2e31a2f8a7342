using System.ComponentModel;
using System.Diagnostics;
using LocalCloud.Settings;

namespace LocalCloud.DynamoDB;

/// <summary>Installs the Node tools of a folder's package.json.</summary>
internal static class NodeTools
{
    private const string Needed = "Node.js 20 or newer is needed; without it, give --dynamodb URL.";

    /// <summary>Installs the tools if they are missing. If several processes need them, one installs and the others wait.</summary>
    /// <param name="folder">Where package.json is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="runsScripts">Whether the packages may run programs while they are installed.</param>
    /// <exception cref="UsageException">npm is missing, or fails.</exception>
    public static async Task InstallAsync(string folder, CancellationToken cancellationToken, bool runsScripts = true)
    {
        if (AreInstalled(folder))
        {
            return;
        }

        await using var turn = await TakeTurnAsync(Path.Combine(folder, ".local"), cancellationToken);
        if (!AreInstalled(folder))
        {
            await RunNpmAsync(folder, runsScripts, cancellationToken);
        }
    }

    /// <exception cref="UsageException">The program is missing.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new UsageException($"{start.FileName} cannot be started: {Needed}", missing);
        }
    }

    // npm writes this file last, so an interrupted installation is not mistaken for a complete one.
    private static bool AreInstalled(string folder)
    {
        FileInfo record = new(Path.Combine(folder, "node_modules", ".package-lock.json"));

        return record.Exists && record.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json"));
    }

    private static async Task<FileStream> TakeTurnAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        while (true)
        {
            try
            {
                return new(Path.Combine(folder, "npm.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                // Another process is installing; its lock is released when it ends, in whatever way.
                await Task.Delay(100, cancellationToken);
            }
        }
    }

    private static async Task RunNpmAsync(string folder, bool runsScripts, CancellationToken cancellationToken)
    {
        if (!Console.IsErrorRedirected)
        {
            await Console.Error.WriteLineAsync("Installing the Node tools, this once ...");
        }

        using var npm = Start(
            new(
                OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
                ["ci", "--omit=dev", "--no-audit", "--no-fund", .. runsScripts ? Array.Empty<string>() : ["--ignore-scripts"]]
            )
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        );
        npm.StandardInput.Close();
        try
        {
            var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = await npm.StandardError.ReadToEndAsync(cancellationToken);
            await output;
            await npm.WaitForExitAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (npm.ExitCode != 0)
            {
                var complaints = errors.Split('\n').Where(line => line.StartsWith("npm error", StringComparison.Ordinal));
                throw new UsageException($"npm ci failed in {folder}: {string.Join("; ", complaints)}");
            }
        }
        finally
        {
            if (!npm.HasExited)
            {
                npm.Kill(entireProcessTree: true);
            }
        }
    }
}
