using System.Buffers;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>A failure as the Runtime API takes it.</summary>
/// <param name="Type">The exception's short name, or one of Lambda's own error types.</param>
/// <param name="Message">What the exception says.</param>
/// <param name="StackTrace">One frame per line.</param>
/// <param name="Cause">The inner exception.</param>
internal sealed record FunctionError(string Type, string Message, IReadOnlyList<string> StackTrace, FunctionError? Cause = null)
{
    // The body travels in one header line when a response fails midway, so it must stay a few KB.
    private const int LongestMessage = 4096;
    private const int MostFrames = 64;
    private const int MostCauses = 4;

    public static FunctionError Of(Exception exception) => Of(exception, MostCauses);

    public static string[] Lines(string? text) =>
        text?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    public byte[] ToJson()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            Write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static FunctionError Of(Exception exception, int causes) =>
        new(
            exception.GetType().Name,
            exception.Message.Length > LongestMessage ? exception.Message[..LongestMessage] : exception.Message,
            [.. Lines(exception.StackTrace).Take(MostFrames)],
            exception.InnerException is { } inner && causes > 0 ? Of(inner, causes - 1) : null
        );

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("errorType", Type);
        json.WriteString("errorMessage", Message);
        json.WriteStartArray("stackTrace");
        foreach (var frame in StackTrace)
        {
            json.WriteStringValue(frame);
        }

        json.WriteEndArray();
        if (Cause is not null)
        {
            json.WritePropertyName("cause");
            Cause.Write(json);
        }

        json.WriteEndObject();
    }
}
