using Chat.Hosting;

namespace LocalCloud.Lambda;

/// <summary>Runs a bootstrap loop inside this process.</summary>
internal static class InProcessFunction
{
    private static readonly Lock _console = new();

    // Amazon.Lambda.RuntimeSupport reads these from the process's environment only. They allow several loops in one process: response
    // streams belong to the asynchronous flow, each loop takes one event at a time, and a function's memory size does not limit the
    // process. The gateway already logs each request.
    static InProcessFunction()
    {
        SetDefault("AWS_LAMBDA_MAX_CONCURRENCY", "1");
        SetDefault("AWS_LAMBDA_DOTNET_PROCESSING_TASKS", "1");
        SetDefault("AWS_LAMBDA_DOTNET_DISABLE_MEMORY_LIMIT_CHECK", "true");
        SetDefault("AWS_LAMBDA_DOTNET_DISABLE_CONSOLE_CAPTURE", "true");
        SetDefault("AWS_LAMBDA_LOG_LEVEL", "WARN");
    }

    public static Task RunAsync(IReadOnlyDictionary<string, string> variables, FunctionOutput output, CancellationToken stop) =>
        Task.Run(
            () => StartOnBareConsole(() => FunctionHost.RunAsync(variables, output: output.Take, cancellationToken: stop)),
            CancellationToken.None
        );

    /// <summary>
    /// A bootstrap wraps the console's writer in one with Lambda's prefix, and would otherwise wrap that of the previous instance.
    /// </summary>
    internal static Task StartOnBareConsole(Func<Task> start)
    {
        lock (_console)
        {
            var (output, errors) = (Console.Out, Console.Error);
            try
            {
                return start();
            }
            finally
            {
                Console.SetOut(output);
                Console.SetError(errors);
            }
        }
    }

    private static void SetDefault(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is null)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}
