using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>One entry of the log, in either format.</summary>
internal sealed record LogLine(
    DateTime Time,
    LogLevel Level,
    string? RequestId,
    string? TraceId,
    string? Message,
    object?[] Arguments,
    Exception? Exception
)
{
    private static readonly JsonWriterOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private string Timestamp => Time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    public string ToText()
    {
        var message = Message is null ? null : MessageTemplate.Parse(Message).Fill(Arguments);
        return $"{Timestamp}\t{RequestId}\t{Label}\t{string.Join('\n', new object?[] { message, Exception }.OfType<object>())}";
    }

    public string ToJson()
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, _readable))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", Timestamp);
            json.WriteString("level", Level.ToString());
            if (!string.IsNullOrEmpty(RequestId))
            {
                json.WriteString("requestId", RequestId);
            }

            if (!string.IsNullOrEmpty(TraceId))
            {
                json.WriteString("traceId", TraceId);
            }

            WriteMessage(json);
            WriteException(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private string Label =>
        Level switch
        {
            LogLevel.Trace => "trce",
            LogLevel.Debug => "dbug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "fail",
            _ => "crit",
        };

    private void WriteMessage(Utf8JsonWriter json)
    {
        var template = MessageTemplate.Parse(Message ?? string.Empty);
        json.WriteString("message", template.Fill(Arguments));
        foreach (var (name, value) in template.Properties(Arguments))
        {
            json.WritePropertyName(name);
            WriteValue(json, value);
        }
    }

    private void WriteException(Utf8JsonWriter json)
    {
        if (Exception is null)
        {
            return;
        }

        json.WriteString("errorType", Exception.GetType().FullName);
        json.WriteString("errorMessage", Exception.Message);
        json.WriteStartArray("stackTrace");
        foreach (var line in FunctionError.Lines(Exception.ToString()))
        {
            json.WriteStringValue(line);
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case byte or sbyte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
