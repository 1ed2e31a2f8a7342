namespace LocalCloud.Network;

/// <summary>Reads a request's body with limits for size and time.</summary>
internal static class BodyReader
{
    /// <returns>The body; null if it is larger than <paramref name="maxBytes"/>.</returns>
    /// <exception cref="BadHttpRequestException">
    /// With status 408: reading took longer than <paramref name="timeout"/>. With status 400: it is malformed.
    /// </exception>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int maxBytes, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            return null;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        using MemoryStream body = new();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await request.Body.ReadAsync(buffer, deadline.Token) is > 0 and var count)
            {
                body.Write(buffer, 0, count);
                if (body.Length > maxBytes)
                {
                    return null;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BadHttpRequestException("The body did not arrive in time.", StatusCodes.Status408RequestTimeout);
        }
        // The server's exception for a chunk whose length is more than an integer holds.
        catch (IOException malformed) when (malformed.InnerException is OverflowException)
        {
            throw new BadHttpRequestException("The body's chunks are malformed.", StatusCodes.Status400BadRequest, malformed);
        }

        return body.ToArray();
    }
}
