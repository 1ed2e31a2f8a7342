using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.InvokeModel;

internal static class InvocationBody
{
    private const int MaxLength = 25_000_000;

    public static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxLength)
            throw TooLong();

        using var body = new MemoryStream();
        var buffer = new byte[81_920];
        while (await request.Body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaxLength)
                throw TooLong();
        }

        return body.ToArray();
    }

    private static BedrockException TooLong() => BedrockException.Validation(
        $"1 validation error detected: Value at 'body' failed to satisfy constraint: Member must have length less than or equal to {MaxLength}");
}
