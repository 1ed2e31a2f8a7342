using System.Net;
using Amazon.Runtime;

namespace Chat.Aws;

/// <summary>Writes objects into an S3 bucket, with one signed request each. The bucket itself encrypts them.</summary>
/// <param name="bucket">The bucket's name.</param>
/// <param name="environment">The function's region and credentials, and <c>AWS_ENDPOINT_URL_S3</c> for another address.</param>
/// <param name="time">The clock for signatures.</param>
internal sealed class ReviewBucket(string bucket, IReadOnlyDictionary<string, string> environment, TimeProvider time)
{
    private const int Attempts = 2;

    // The invocation lasts no longer than this for it.
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(5);

    private readonly Lazy<HttpClient> _http = new(() =>
        new(new ReusedConnections(new() { UseCookies = false, AllowAutoRedirect = false })) { Timeout = _timeout }
    );

    private string Region => environment.GetValueOrDefault("AWS_REGION", "us-east-1");

    /// <exception cref="HttpRequestException">S3 could not be reached, or refused it.</exception>
    public async Task PutAsync(string key, ReadOnlyMemory<byte> json)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var request = Request(key, json);
                using var answer = await _http.Value.SendAsync(request);
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException failure)
                when (attempt < Attempts && failure.StatusCode is null or >= HttpStatusCode.InternalServerError)
            {
                // Written again under the same key, so a lost answer does no harm.
            }
        }
    }

    private HttpRequestMessage Request(string key, ReadOnlyMemory<byte> json)
    {
        HttpRequestMessage request = new(HttpMethod.Put, new Uri($"{Address}/{key}"))
        {
            Content = new ReadOnlyMemoryContent(json) { Headers = { ContentType = new("application/json") } },
        };
        var credentials = LambdaCredentials.From(environment) ?? throw new AmazonClientException("There are no credentials.");
        SignedRequest.Sign(request, json.Span, credentials.GetCredentials(), Region, "s3", time.GetUtcNow());

        return request;
    }

    // An address of one's own has the bucket in its path, because its host has one name only.
    private string Address =>
        environment.GetValueOrDefault("AWS_ENDPOINT_URL_S3") is { Length: > 0 } own
            ? $"{own.TrimEnd('/')}/{bucket}"
            : $"https://{bucket}.s3.{Region}.amazonaws.com";
}
