using System.Text;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.TestUtilities;

/// <summary>Keeps everything that is logged in <see cref="Buffer"/> and writes it to the console too.</summary>
public class TestLambdaLogger : ILambdaLogger
{
    public StringBuilder Buffer { get; } = new();

    public void Log(string message)
    {
        Buffer.Append(message);
        Console.Write(message);
    }

    public void LogLine(string message)
    {
        Buffer.AppendLine(message);
        Console.WriteLine(message);
    }

    public void Log(string level, string message) => LogLine($"{level}: {message}");

    public void Log(string level, string message, params object?[] args) => LogLine(Entry(level, message, args));

    public void Log(string level, Exception exception, string message, params object?[] args) =>
        LogLine($"{Entry(level, message, args)}{Environment.NewLine}{exception}");

    // The message is kept as it is written; its arguments follow, one per line.
    private static string Entry(string level, string message, object?[] args) =>
        string.Concat([$"{level}: {message}", .. args.Select(arg => $"{Environment.NewLine}\t{arg}")]);
}
