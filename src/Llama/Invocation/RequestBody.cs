using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Llama.Invocation;

/// <summary>The model's request body: <c>{"prompt", "temperature", "top_p", "max_gen_len"}</c>.</summary>
internal static class RequestBody
{
    private static readonly JsonWriterOptions _utf8 = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(string prompt, InferenceParameters parameters)
    {
        ArrayBufferWriter<byte> body = new(prompt.Length + 128);
        using (Utf8JsonWriter json = new(body, _utf8))
        {
            json.WriteStartObject();
            json.WriteString("prompt"u8, prompt);
            json.WriteNumber("temperature"u8, parameters.Temperature);
            json.WriteNumber("top_p"u8, parameters.TopP);
            json.WriteNumber("max_gen_len"u8, parameters.MaxGenLen);
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }
}
