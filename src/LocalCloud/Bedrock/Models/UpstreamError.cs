using System.Net;
using System.Text.Json;
using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.Models;

/// <summary>Translates an upstream server's error into Bedrock's.</summary>
internal static class UpstreamError
{
    // Error messages are short; a page of HTML is not read to its end.
    private const int MaxBodyBytes = 16 * 1024;

    public static async Task<BedrockException> ReadAsync(HttpResponseMessage response, string model, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        BedrockException error = response.StatusCode switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity =>
                BedrockException.Validation(Message(await BodyAsync(response, cancellationToken))),
            HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => BedrockException.ModelTimeout(),
            HttpStatusCode.TooManyRequests => BedrockException.Throttling(),
            HttpStatusCode.ServiceUnavailable => BedrockException.Unavailable("The upstream model is loading or busy."),
            _ => BedrockException.ModelError($"The upstream model answered {status}.", status, model),
        };
        error.RetryAfter = response.Headers.RetryAfter?.ToString();

        return error;
    }

    private static async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var body = new byte[MaxBodyBytes];

        return body[..await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken)];
    }

    /// <summary>The server's message; Bedrock's if the server reports its context window, as llama.cpp does.</summary>
    private static string Message(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var error = json.RootElement.TryGetProperty("error", out var inner) ? inner : json.RootElement;

            return error.ValueKind == JsonValueKind.String ? error.GetString()!
                : error.TryGetProperty("n_ctx", out var window) && window.TryGetInt32(out var tokens)
                    ? BedrockException.TooLong(tokens).Message
                : error.GetProperty("message").GetString()!;
        }
        catch (Exception other) when (other is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "The upstream model refused the request.";
        }
    }
}
