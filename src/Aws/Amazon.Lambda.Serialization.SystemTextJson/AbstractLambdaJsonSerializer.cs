using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>What the System.Text.Json serializers of Lambda share: how streams are read and written, and the default options.</summary>
public abstract class AbstractLambdaJsonSerializer
{
    protected AbstractLambdaJsonSerializer(Action<JsonWriterOptions>? jsonWriterCustomizer)
    {
        WriterOptions = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        jsonWriterCustomizer?.Invoke(WriterOptions);
    }

    protected JsonWriterOptions WriterOptions { get; }

    /// <exception cref="JsonSerializerException">The answer cannot be written.</exception>
    public void Serialize<T>(T response, Stream responseStream)
    {
        try
        {
            using Utf8JsonWriter writer = new(responseStream, WriterOptions);
            InternalSerialize(writer, response);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new JsonSerializerException(
                $"Error converting the response object of type {typeof(T).FullName} from the Lambda function to JSON: {e.Message}",
                e
            );
        }
    }

    /// <exception cref="JsonSerializerException">The event is not what the handler takes.</exception>
    public T Deserialize<T>(Stream requestStream)
    {
        try
        {
            return InternalDeserialize<T>(ReadAll(requestStream));
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new JsonSerializerException(
                $"Error converting the Lambda event JSON payload to type {typeof(T).FullName}: {e.Message}",
                e
            );
        }
    }

    /// <summary>Nulls are left out, names are matched without regard to case.</summary>
    protected virtual JsonSerializerOptions CreateDefaultJsonSerializationOptions() =>
        new()
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            PropertyNameCaseInsensitive = true,
            PropertyNamingPolicy = new AwsNamingPolicy(),
        };

    protected abstract void InternalSerialize<T>(Utf8JsonWriter writer, T response);

    protected abstract T InternalDeserialize<T>(byte[] utf8Json);

    private static byte[] ReadAll(Stream stream)
    {
        if (stream is MemoryStream whole && whole.TryGetBuffer(out var buffer) && buffer.Count == buffer.Array!.Length)
        {
            return buffer.Array;
        }

        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
