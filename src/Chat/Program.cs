using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
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

var loops = EventPolling.Loops(environment);
if (loops == 1)
{
    // With one invocation at a time one thread is enough: what a socket receives is handled by the thread that waits for it, and no other
    // has to be woken for each read. The runtime reads these variables at its first connection.
    Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
    Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");
    if (OperatingSystem.IsLinux())
    {
        NativeHeap.Share();
    }
}
else
{
    // Lines of several invocations must not mix, so each is written at once, however long it is.
    UTF8Encoding encoding = new(encoderShouldEmitUTF8Identifier: false);
    Console.SetOut(TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput(), encoding, 64 * 1024) { AutoFlush = true }));
}

if (environment.ContainsKey(EventPolling.MostInvocations))
{
    // The runtime's loop would count by rules of its own.
    Environment.SetEnvironmentVariable(EventPolling.ProcessingTasks, loops.ToString(CultureInfo.InvariantCulture));
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
