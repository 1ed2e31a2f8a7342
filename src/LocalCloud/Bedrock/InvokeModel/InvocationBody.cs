using LocalCloud.Bedrock.Wire;
using LocalCloud.Network;

namespace LocalCloud.Bedrock.InvokeModel;

internal static class InvocationBody
{
    private const int MaxLength = 25_000_000;

    public static async Task<byte[]> ReadAsync(HttpRequest request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await BodyReader.ReadAsync(request, MaxLength, timeout, cancellationToken)
                ?? throw BedrockException.Validation(
                    $"1 validation error detected: Value at 'body' failed to satisfy constraint: Member must have length less than or equal to {MaxLength}"
                );
        }
        catch (BadHttpRequestException unread)
        {
            throw new BedrockException(
                unread.StatusCode,
                unread.StatusCode == StatusCodes.Status408RequestTimeout ? "RequestTimeoutException" : "ValidationException",
                unread.Message
            );
        }
    }
}
