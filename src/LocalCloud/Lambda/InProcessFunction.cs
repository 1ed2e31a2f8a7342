using Chat.Hosting;

namespace LocalCloud.Lambda;

/// <summary>A bootstrap loop inside this process, one of many.</summary>
internal static class InProcessFunction
{
    private static readonly Lock _console = new();

    // Amazon.Lambda.RuntimeSupport reads these of the process, whatever its options say. They let several loops run
    // side by side: the response stream belongs to the asynchronous flow and not to the process, each loop takes one
    // event at a time, and no function's memory size becomes the process's limit. One line per request is the gateway's.
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
    /// A bootstrap puts a writer with Lambda's prefix before the console's, and would find the one of the instance before it.
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
