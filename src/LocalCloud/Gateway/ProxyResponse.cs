using System.Buffers;
using System.IO.Pipelines;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using LocalCloud.Lambda;

namespace LocalCloud.Gateway;

/// <summary>Writes a function's answer as an HTTP response, buffered or streamed.</summary>
internal static class ProxyResponse
{
    // Ends the prelude.
    private static readonly byte[] _separator = new byte[8];

    /// <exception cref="MalformedResponseException">The answer is missing or not valid for API Gateway; nothing has been sent.</exception>
    /// <exception cref="FunctionErrorException">The function failed during its stream.</exception>
    public static Task WriteAsync(FunctionResponse answer, HttpResponse response) =>
        answer switch
        {
            FunctionResponse.Buffered(var body) => WriteBufferedAsync(body, response),
            FunctionResponse.Streamed streamed => WriteStreamAsync(streamed, response),
            FunctionResponse.Failed(var error) => throw new MalformedResponseException(error.ToString()),
            _ => throw new MalformedResponseException("it gave no answer"),
        };

    private static async Task WriteBufferedAsync(ReadOnlyMemory<byte> answer, HttpResponse response)
    {
        using var document = Parse(answer.ToArray());
        var root = document.RootElement;
        var head = ResponseHead.Read(root, "statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded");
        var body = ReadBody(root);
        head.WriteTo(response);
        if (response.Headers.ContentType.Count == 0)
        {
            response.ContentType = MediaTypeNames.Application.Json;
        }

        // These two statuses have no body.
        if (head.Status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
        {
            await response.Body.WriteAsync(body);
        }
    }

    private static byte[] ReadBody(JsonElement root)
    {
        if (!root.TryGetProperty("body", out var body) || body.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (body.ValueKind != JsonValueKind.String)
        {
            throw new MalformedResponseException("its body is not a string");
        }

        var isBase64 = root.TryGetProperty("isBase64Encoded", out var flag) && flag.ValueKind == JsonValueKind.True;
        if (!isBase64)
        {
            return Encoding.UTF8.GetBytes(body.GetString()!);
        }

        return body.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw new MalformedResponseException("its body is not the base64 that isBase64Encoded promises");
    }

    private static async Task WriteStreamAsync(FunctionResponse.Streamed streamed, HttpResponse response)
    {
        await ReadPreludeAsync(streamed, response);
        await response.StartAsync();
        ReadResult read;
        do
        {
            read = await streamed.Body.ReadAsync();
            foreach (var segment in read.Buffer)
            {
                await ForwardAsync(segment, response);
            }

            streamed.Body.AdvanceTo(read.Buffer.End);
        } while (!read.IsCompleted);

        if (await streamed.End is { } error)
        {
            throw new FunctionErrorException(error);
        }
    }

    // If the client has disconnected, the function continues and its answer is discarded.
    private static async Task ForwardAsync(ReadOnlyMemory<byte> bytes, HttpResponse response)
    {
        if (!response.HttpContext.RequestAborted.IsCancellationRequested)
        {
            await response.BodyWriter.WriteAsync(bytes);
        }
    }

    private static async Task ReadPreludeAsync(FunctionResponse.Streamed streamed, HttpResponse response)
    {
        while (true)
        {
            var read = await streamed.Body.ReadAsync();
            SequenceReader<byte> reader = new(read.Buffer);
            if (reader.TryReadTo(out ReadOnlySequence<byte> prelude, _separator))
            {
                using var document = Parse(prelude.ToArray());
                ResponseHead.Read(document.RootElement, "statusCode", "headers", "multiValueHeaders", "cookies").WriteTo(response);
                streamed.Body.AdvanceTo(reader.Position);
                return;
            }

            if (read.IsCompleted)
            {
                throw new MalformedResponseException(
                    await streamed.End is { } error ? error.ToString() : "its stream ended before the eight NUL bytes that end the prelude"
                );
            }

            streamed.Body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static JsonDocument Parse(byte[] json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException malformed)
        {
            throw new MalformedResponseException($"its answer is not JSON: {malformed.Message}");
        }
    }
}

/// <summary>An answer that API Gateway turns into a 502.</summary>
internal sealed class MalformedResponseException(string reason) : Exception(reason);
