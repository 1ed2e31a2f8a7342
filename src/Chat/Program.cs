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

await FunctionHost.RunAsync(environment, terminated.Token);
