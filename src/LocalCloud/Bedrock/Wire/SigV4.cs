using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;

namespace LocalCloud.Bedrock.Wire;

/// <summary>Checks AWS Signature Version 4 by computing the signature of the received request.</summary>
internal sealed partial class SigV4(string accessKey, string secretKey, TimeProvider time)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Service = "bedrock";
    private static readonly TimeSpan _allowedSkew = TimeSpan.FromMinutes(5);

    /// <returns>The region in the signature; null for a Bedrock API key, which contains none.</returns>
    public string? Verify(HttpRequest request, ReadOnlySpan<byte> body)
    {
        // Any Bedrock API key is accepted; it gives access to nothing here.
        if (request.Headers.Authorization is [['B' or 'b', ..] bearer] && BearerKey().IsMatch(bearer))
        {
            return null;
        }

        var authorization = Parse(request.Headers.Authorization.ToString());
        if (authorization.AccessKey != accessKey)
        {
            throw new BedrockException(403, "UnrecognizedClientException", "The security token included in the request is invalid.");
        }

        var amzDate = request.Headers["x-amz-date"].ToString();
        RefuseSkew(amzDate);
        if (authorization.Service != Service)
        {
            throw Refused($"Credential should be scoped to correct service: '{Service}'.");
        }

        if (!amzDate.StartsWith(authorization.Date, StringComparison.Ordinal))
        {
            throw Refused("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.");
        }

        var canonical = CanonicalRequest(request, authorization.SignedHeaders, Convert.ToHexStringLower(SHA256.HashData(body)));
        if (
            !CryptographicOperations.FixedTimeEquals(
                Sign(authorization, amzDate, canonical),
                Encoding.ASCII.GetBytes(authorization.Signature)
            )
        )
        {
            throw Refused(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
            );
        }

        return authorization.Region;
    }

    private static Authorization Parse(string header)
    {
        if (header.Length == 0)
        {
            throw new BedrockException(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
        }

        if (AuthorizationHeader().Match(header) is not { Success: true } match)
        {
            throw new BedrockException(
                403,
                "IncompleteSignatureException",
                "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters."
            );
        }

        return new(
            match.Groups["key"].Value,
            match.Groups["date"].Value,
            match.Groups["region"].Value,
            match.Groups["service"].Value,
            match.Groups["headers"].Value,
            match.Groups["signature"].Value
        );
    }

    private void RefuseSkew(string amzDate)
    {
        if (
            !DateTimeOffset.TryParseExact(
                amzDate,
                "yyyyMMdd'T'HHmmss'Z'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var signedAt
            )
        )
        {
            throw new BedrockException(
                403,
                "IncompleteSignatureException",
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
            );
        }

        var now = time.GetUtcNow();
        if (signedAt < now - _allowedSkew)
        {
            throw Refused($"Signature expired: {amzDate} is now earlier than {now - _allowedSkew:yyyyMMdd'T'HHmmss'Z'} (5 min. ago).");
        }

        if (signedAt > now + _allowedSkew)
        {
            throw Refused(
                $"Signature not yet current: {amzDate} is still later than {now + _allowedSkew:yyyyMMdd'T'HHmmss'Z'} (in 5 min.)."
            );
        }
    }

    /// <summary>
    /// Uses the hash of the received body, whatever x-amz-content-sha256 says: a client that signed another hash, or UNSIGNED-PAYLOAD
    /// (not allowed for these operations), signed another request.
    /// </summary>
    private static string CanonicalRequest(HttpRequest request, string signedHeaders, string bodyHash)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2);
        // All services except S3 encode the path twice: %3A in the request is %253A here.
        var path = string.Join('/', target[0].Split('/').Select(Uri.EscapeDataString));
        var query = target.Length == 2 ? CanonicalQuery(target[1]) : "";
        var headers = signedHeaders.Split(';').Select(name => $"{name}:{CanonicalValue(Header(request, name))}\n");

        return $"{request.Method}\n{path}\n{query}\n{string.Concat(headers)}\n{signedHeaders}\n{bodyHash}";
    }

    private static string CanonicalQuery(string query) =>
        string.Join(
            '&',
            query
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Split('=', 2))
                .Select(pair => $"{Encode(pair[0])}={Encode(pair.ElementAtOrDefault(1) ?? "")}")
                .Order(StringComparer.Ordinal)
        );

    private static string Encode(string encoded) => Uri.EscapeDataString(Uri.UnescapeDataString(encoded));

    /// <summary>With HTTP/2 the JavaScript SDK signs the pseudo-header with the host.</summary>
    private static string Header(HttpRequest request, string name) =>
        (name == ":authority" ? request.Headers.Host : request.Headers[name]).ToString();

    private static string CanonicalValue(string value) => Spaces().Replace(value.Trim(), " ");

    private byte[] Sign(Authorization authorization, string amzDate, string canonicalRequest)
    {
        var scope = $"{authorization.Date}/{authorization.Region}/{authorization.Service}/aws4_request";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest)));
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + secretKey), Hmac);

        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Hmac(key, $"{Algorithm}\n{amzDate}\n{scope}\n{hash}")));
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static BedrockException Refused(string message) => new(403, "InvalidSignatureException", message);

    [GeneratedRegex(
        @"^AWS4-HMAC-SHA256 +Credential=(?<key>[^/,]+)/(?<date>\d{8})/(?<region>[^/]+)/(?<service>[^/]+)/aws4_request, *SignedHeaders=(?<headers>[^,]+), *Signature=(?<signature>[0-9a-f]{64})$"
    )]
    private static partial Regex AuthorizationHeader();

    [GeneratedRegex(@"^bearer +[\x21-\x7e]+$", RegexOptions.IgnoreCase)]
    private static partial Regex BearerKey();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces();

    private sealed record Authorization(
        string AccessKey,
        string Date,
        string Region,
        string Service,
        string SignedHeaders,
        string Signature
    );
}
