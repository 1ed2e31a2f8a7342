using System.Text;
using System.Text.Json;
using Chat.Telemetry;

namespace LocalCloud.Lambda;

/// <summary>
/// The functions' output, line by line. Lines about requests are shortened for people; lines with metrics are not printed.
/// </summary>
/// <param name="print">Prints a line for people.</param>
internal sealed class FunctionOutput(Action<string> print)
{
    /// <summary>Raised for every line as the function wrote it.</summary>
    public event Action<string>? Written;

    /// <summary>Raised for every line in CloudWatch's Embedded Metric Format.</summary>
    public event Action<JsonElement>? Measured;

    public void Take(ReadOnlyMemory<byte> line) => Take(Encoding.UTF8.GetString(line.Span).TrimEnd('\n'));

    public void Take(string line)
    {
        Written?.Invoke(line);
        using var json = Parse(line);
        if (json is null)
        {
            print(line);
        }
        else if (json.RootElement.TryGetProperty("_aws", out _))
        {
            Measured?.Invoke(json.RootElement.Clone());
        }
        else
        {
            print(Text(json.RootElement, "message") == RequestLine.Message ? Readable(json.RootElement) : line);
        }
    }

    private static JsonDocument? Parse(string line)
    {
        if (!line.StartsWith('{'))
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            // Not a line of the functions.
            return null;
        }
    }

    private static string Readable(JsonElement line) =>
        string.Join(
            ' ',
            new[]
            {
                Text(line, "timestamp") is { } time ? DateTime.Parse(time, null).ToLocalTime().ToString("HH:mm:ss", null) : null,
                Text(line, "function"),
                Text(line, "route"),
                Text(line, "status"),
                Text(line, "code"),
                $"{Text(line, "durationMs")} ms",
                Text(line, "model"),
                Text(line, "region"),
                Text(line, "tokensIn") is { } tokens ? $"{tokens} in, {Text(line, "tokensOut")} out, USD {Text(line, "costUsd")}" : null,
                Text(line, "retries") is { } retries and not "0" ? $"{retries} retries" : null,
                Text(line, "coldStart") == "True" ? "cold" : null,
                Text(line, "apiRequestId"),
            }.OfType<string>()
        );

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.ToString() : null;
}
