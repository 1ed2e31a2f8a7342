using System.Net.Mime;

namespace LocalCloud.Bedrock.Wire;

/// <summary>Writes an error as the service does: the type in a header, the message in the body.</summary>
internal static class ErrorResponse
{
    public static async Task WriteErrorAsync(this HttpResponse response, BedrockException error, CancellationToken cancellationToken)
    {
        response.StatusCode = error.Status;
        response.ContentType = MediaTypeNames.Application.Json;
        // The service puts its own namespace behind a colon, and clients have to cut it off.
        response.Headers["x-amzn-ErrorType"] = $"{error.Type}:http://internal.amazon.com/coral/com.amazon.bedrock/";
        if (error.RetryAfter is { } pause)
        {
            response.Headers.RetryAfter = pause;
        }

        BedrockErrorBody body = new(error.Message, error.OriginalStatusCode, error.ResourceName);
        await response.WriteAsJsonAsync(body, BedrockJson.Default.BedrockErrorBody, cancellationToken: cancellationToken);
    }
}
