using System.Collections;
using System.Runtime.InteropServices;
using Chat.Configuration;
using Chat.Hosting;

// Environment variables are read only here.
var environment = Environment
    .GetEnvironmentVariables()
    .Cast<DictionaryEntry>()
    .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");

if (environment.TryGetValue(FunctionVariables.TrustedRoots, out var roots))
{
    TrustedRoots.Use(roots);
}

// The runtime's own lines follow the same level. It reads the variable itself.
if (environment.TryGetValue(FunctionVariables.LogLevel, out var level) && level.Length > 0)
{
    Environment.SetEnvironmentVariable("AWS_LAMBDA_LOG_LEVEL", level);
}

// Lambda sends SIGTERM at shutdown. Without this, .NET would end the process at once, in the middle of a request.
using CancellationTokenSource terminated = new();
using var shutdown = PosixSignalRegistration.Create(
    PosixSignal.SIGTERM,
    signal =>
    {
        signal.Cancel = true;
        terminated.Cancel();
    }
);

await FunctionHost.RunAsync(environment, terminated: terminated.Token);
