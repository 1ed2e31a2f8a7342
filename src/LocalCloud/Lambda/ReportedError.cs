using System.Text.Json;

namespace LocalCloud.Lambda;

/// <summary>A function's failure as reported to the Runtime API.</summary>
/// <param name="Type">For example <c>Runtime.ExitError</c>, or the exception's type.</param>
/// <param name="Body">JSON with errorMessage, errorType and stackTrace; may be empty.</param>
internal sealed record ReportedError(string Type, string Body)
{
    public static ReportedError Exit { get; } =
        new("Runtime.ExitError", """{"errorMessage":"The function's process ended.","errorType":"Runtime.ExitError"}""");

    public static ReportedError TimedOut { get; } =
        new("Sandbox.Timedout", """{"errorMessage":"Task timed out.","errorType":"Sandbox.Timedout"}""");

    /// <summary>The body's errorMessage; the type if there is none.</summary>
    public string Message
    {
        get
        {
            try
            {
                using var body = JsonDocument.Parse(Body);
                return body.RootElement.GetProperty("errorMessage").GetString() ?? Type;
            }
            catch (Exception other) when (other is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                return Type;
            }
        }
    }

    public override string ToString() => $"{Type}: {Body}";
}

/// <summary>A stream that the function ended with an error trailer, or that broke because the function ended.</summary>
internal sealed class FunctionErrorException(ReportedError error) : Exception(error.Type)
{
    public ReportedError Error { get; } = error;
}
