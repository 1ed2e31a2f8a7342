using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LocalCloud.DynamoDB;
using LocalCloud.Settings;
using Shared;

namespace Chat.Tests.Stores;

/// <summary>The table in Amazon's own DynamoDB Local, which needs Java.</summary>
public sealed class DynamoDBLocalTable : ChatTableFixture
{
    private readonly int _port = Repository.FreePorts();
    private Process? _process;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Package => Path.Combine(Repository.Root, "tests", "Chat.Tests", "Stores", "dynamodb-local");

    private protected override DynamoDBChoice Choice => new DynamoDBChoice.Endpoint(new($"http://{IPAddress.Loopback}:{_port}/"));

    private protected override async Task<string?> StartAsync()
    {
        if (!await HasJavaAsync())
        {
            return "Java is not installed.";
        }

        await NodeTools.InstallAsync(Package, Token);
        var folder = Path.Combine(Package, "node_modules", "amplify-dynamodb-simulator", "emulator");
        _process = Java(
            $"-Djava.library.path={Path.Combine(folder, "DynamoDBLocal_lib")}",
            "-jar",
            Path.Combine(folder, "DynamoDBLocal.jar"),
            "-inMemory",
            "-disableTelemetry",
            "-port",
            _port.ToString(CultureInfo.InvariantCulture)
        );
        await ListeningAsync(_process);

        return null;
    }

    private protected override async Task EndAsync()
    {
        if (_process is null)
        {
            return;
        }

        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static async Task<bool> HasJavaAsync()
    {
        try
        {
            using var java = Java("-version");
            await java.WaitForExitAsync(Token);

            return java.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static Process Java(params string[] arguments)
    {
        var process = Process.Start(
            new ProcessStartInfo("java", arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        return process;
    }

    private async Task ListeningAsync(Process process)
    {
        while (true)
        {
            Assert.False(process.HasExited, "DynamoDB Local ended before it was ready.");
            try
            {
                using TcpClient connection = new();
                await connection.ConnectAsync(IPAddress.Loopback, _port, Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50, Token);
            }
        }
    }
}
