using LocalCloud.Gateway;
using Spectre.Console;

namespace LocalCloud;

/// <summary>Prints one line per request: time, method, path, status, duration, tokens, and the function instance.</summary>
internal sealed class ConsoleLog(IAnsiConsole console) : IRequestLog
{
    public void Answered(AnsweredRequest request)
    {
        var color = request.Status switch
        {
            < 400 => "green",
            < 500 => "yellow",
            _ => "red",
        };
        console.MarkupLineInterpolated(
            $"[grey]{DateTime.Now:HH:mm:ss}[/] {request.Method, -6} {request.Path, -24} [{color}]{request.Status}[/] {request.Duration.TotalMilliseconds, 6:F0} ms  {Tokens(request.Model), -22} [grey]{request.Instance ?? "gateway"}[/]"
        );
    }

    private static string Tokens(Bedrock.Journal.JournalEntry? model) =>
        model is null ? "" : $"{model.PromptTokenCount ?? 0} in, {model.GenerationTokenCount ?? 0} out";
}
