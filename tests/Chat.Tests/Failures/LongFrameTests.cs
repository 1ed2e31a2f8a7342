using Amazon.BedrockRuntime;
using Chat.Aws;
using Shared;

namespace Chat.Tests.Failures;

public class LongFrameTests
{
    private static readonly byte[] _frame = EventFrame.Chunk("""{"generation":"kept"}""");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_frame_that_claims_more_than_the_format_allows_ends_the_stream_behind_the_frame_before_it()
    {
        await using var server = WireServer.Streaming(_frame, EventFrame.Raw([], [], longer: 1_000_000_000), _frame);
        using var http = Client();
        using var answer = await http.GetAsync(server.Url, HttpCompletionOption.ResponseHeadersRead, Token);
        await using var body = await answer.Content.ReadAsStreamAsync(Token);
        var before = new byte[_frame.Length];

        await body.ReadExactlyAsync(before, Token);

        Assert.Equal(_frame, before);
        await Assert.ThrowsAsync<IOException>(() => body.CopyToAsync(Stream.Null, bufferSize: 12, Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(100_000)]
    public async Task Frames_within_the_limit_pass_as_they_are(int readLength)
    {
        byte[] large = EventFrame.Raw([], new byte[50_000]);
        await using var server = WireServer.Streaming(_frame, large, _frame);
        using var http = Client();
        using var answer = await http.GetAsync(server.Url, HttpCompletionOption.ResponseHeadersRead, Token);
        await using var body = await answer.Content.ReadAsStreamAsync(Token);
        using MemoryStream received = new();

        await body.CopyToAsync(received, readLength, Token);

        Assert.Equal([.. _frame, .. large, .. _frame], received.ToArray());
        Assert.Equal("application/vnd.amazon.eventstream", answer.Content.Headers.ContentType?.MediaType);
    }

    private static HttpClient Client() => new ServiceHttp(ServiceHttp.DefaultTimeout).CreateHttpClient(new AmazonBedrockRuntimeConfig());
}
