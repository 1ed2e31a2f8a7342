using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shared;

namespace Chat.Tests.Review;

/// <summary>S3 on loopback: takes objects whose signature fits the secret key.</summary>
internal sealed partial class LoopbackS3 : IAsyncDisposable
{
    public const string Bucket = "review-bucket";

    private readonly WireServer _server;
    private readonly ConcurrentDictionary<string, string> _objects = [];
    private int _failures;

    public LoopbackS3() =>
        _server = new(
            async (request, stream) =>
            {
                var status =
                    Interlocked.Decrement(ref _failures) >= 0 ? 503
                    : IsSigned(request) ? 200
                    : 403;
                if (status == 200)
                {
                    _objects[request.Path[$"/{Bucket}/".Length..]] = request.Body;
                }

                await stream.WriteAsync(WireServer.Answer(status, ""));
            }
        );

    /// <summary>The secret key of the functions' credentials.</summary>
    public string SecretKey { get; init; } = "local";

    public IReadOnlyCollection<WireRequest> Requests => _server.Requests;

    public Dictionary<string, string> Environment =>
        new()
        {
            ["REVIEW_LOG"] = $"s3://{Bucket}",
            ["LOG_LEVEL"] = "info",
            ["LOG_SALT"] = "salt",
            ["AWS_ENDPOINT_URL_S3"] = _server.Url,
        };

    /// <summary>Answers the next requests with 503.</summary>
    public void FailNext(int requests) => _failures = requests;

    /// <summary>The objects by key, once there are as many.</summary>
    public async Task<IReadOnlyDictionary<string, JsonNode>> ObjectsAsync(int count)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (_objects.Count < count)
        {
            await Task.Delay(10, limit.Token);
        }

        return _objects.ToDictionary(item => item.Key, item => Answers.Parse(item.Value));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private bool IsSigned(WireRequest request)
    {
        var parts = Authorization().Match(request.Headers.GetValueOrDefault("Authorization", "")).Groups;
        var (scope, names) = (parts["scope"].Value, parts["names"].Value);
        var hash = Hex(SHA256.HashData(request.Bytes.Span));
        var canonical =
            $"PUT\n{request.Path}\n\n{string.Concat(names.Split(';').Select(name => $"{name}:{request.Headers[name]}\n"))}\n{names}\n{hash}";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes($"AWS4{SecretKey}"), Hmac);
        var toSign =
            $"AWS4-HMAC-SHA256\n{request.Headers["x-amz-date"]}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";

        return scope.EndsWith("/us-east-1/s3/aws4_request", StringComparison.Ordinal)
            && names == "host;x-amz-content-sha256;x-amz-date;x-amz-security-token"
            && request.Headers["x-amz-content-sha256"] == hash
            && Hex(Hmac(key, toSign)) == parts["signature"].Value;
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    [GeneratedRegex(
        "^AWS4-HMAC-SHA256 Credential=[^/]+/(?<scope>[^,]+), ?SignedHeaders=(?<names>[^,]+), ?Signature=(?<signature>[0-9a-f]{64})$"
    )]
    private static partial Regex Authorization();
}
