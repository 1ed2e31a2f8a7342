using System.Buffers;
using System.Net;
using System.Runtime.Versioning;
using System.Text.Json;

namespace Amazon.Lambda.Core.ResponseStreaming;

/// <summary>The status and headers that go before the body of a streamed HTTP response.</summary>
[RequiresPreviewFeatures]
public class HttpResponseStreamPrelude
{
    public HttpStatusCode? StatusCode { get; set; }

    public IDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>();

    /// <summary>For API Gateway REST APIs, which accept several values of one header.</summary>
    public IDictionary<string, IList<string>> MultiValueHeaders { get; set; } = new Dictionary<string, IList<string>>();

    /// <summary>For function URLs, which take cookies apart from the headers.</summary>
    public IList<string> Cookies { get; set; } = [];

    internal byte[] ToByteArray()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            if (StatusCode is { } status)
            {
                json.WriteNumber("statusCode", (int)status);
            }

            WriteHeaders(json);
            WriteMultiValueHeaders(json);
            if (Cookies is { Count: > 0 })
            {
                WriteList(json, "cookies", Cookies);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteHeaders(Utf8JsonWriter json)
    {
        if (Headers is not { Count: > 0 })
        {
            return;
        }

        json.WriteStartObject("headers");
        foreach (var (name, value) in Headers)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private void WriteMultiValueHeaders(Utf8JsonWriter json)
    {
        if (MultiValueHeaders is not { Count: > 0 })
        {
            return;
        }

        json.WriteStartObject("multiValueHeaders");
        foreach (var (name, values) in MultiValueHeaders)
        {
            WriteList(json, name, values);
        }

        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
