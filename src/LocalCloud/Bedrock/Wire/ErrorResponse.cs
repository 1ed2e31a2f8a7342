using System.Net.Mime;

namespace LocalCloud.Bedrock.Wire;

/// <summary>Writes an error like the service: the type in a header, the message in the body.</summary>
internal static class ErrorResponse
{
    public static async Task WriteErrorAsync(this HttpResponse response, BedrockException error, CancellationToken cancellationToken)
    {
        response.StatusCode = error.Status;
        response.ContentType = MediaTypeNames.Application.Json;
        // The service appends its own namespace after a colon, which clients have to remove.
        response.Headers["x-amzn-ErrorType"] = $"{error.Type}:http://internal.amazon.com/coral/com.amazon.bedrock/";
        if (error.RetryAfter is { } pause)
        {
            response.Headers.RetryAfter = pause;
        }

        BedrockErrorBody body = new(error.Message, error.OriginalStatusCode, error.ResourceName);
        await response.WriteAsJsonAsync(body, BedrockJson.Default.BedrockErrorBody, cancellationToken: cancellationToken);
    }
}
