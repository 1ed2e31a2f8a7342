using System.Globalization;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;

namespace Chat.Aws;

/// <summary>Signs requests to services for which the functions have no SDK client, with the SDK's own Signature Version 4.</summary>
internal static class SignedRequest
{
    private const string Names = "host;x-amz-content-sha256;x-amz-date";
    private const string NamesWithToken = $"{Names};x-amz-security-token";

    /// <param name="request">The request without a query; its path must be encoded as it is signed.</param>
    /// <param name="body">Its body.</param>
    /// <param name="credentials">The function's credentials.</param>
    /// <param name="region">The service's region.</param>
    /// <param name="service">The service's name in signatures.</param>
    /// <param name="now">The time of signing.</param>
    public static void Sign(
        HttpRequestMessage request,
        ReadOnlySpan<byte> body,
        ImmutableCredentials credentials,
        string region,
        string service,
        DateTimeOffset now
    )
    {
        var (uri, hash) = (request.RequestUri!, Convert.ToHexStringLower(SHA256.HashData(body)));
        var date = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var names = credentials.UseToken ? NamesWithToken : Names;
        var headers = $"host:{uri.Authority}\nx-amz-content-sha256:{hash}\nx-amz-date:{date}\n";
        request.Headers.Add("x-amz-content-sha256", hash);
        request.Headers.Add("x-amz-date", date);
        if (credentials.UseToken)
        {
            request.Headers.Add("x-amz-security-token", credentials.Token);
            headers += $"x-amz-security-token:{credentials.Token}\n";
        }

        var signature = AWS4Signer.ComputeSignature(
            credentials,
            region,
            now.UtcDateTime,
            service,
            names,
            $"{request.Method}\n{uri.AbsolutePath}\n\n{headers}\n{names}\n{hash}"
        );
        request.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
    }
}
