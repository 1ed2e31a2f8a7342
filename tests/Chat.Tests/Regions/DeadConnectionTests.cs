using System.Net;
using Amazon.BedrockRuntime;
using Chat.Aws;

namespace Chat.Tests.Regions;

/// <summary>A pooled connection that died while it was idle.</summary>
public class DeadConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_on_it_is_sent_again_on_a_new_connection(bool resets)
    {
        await using KeepAliveServer server = new((_, request) => request == 2 ? CutPoint.BeforeHead : CutPoint.None, [.. "{}"u8], resets);
        using var client = Client();
        List<HttpStatusCode> statuses = [];

        for (var i = 0; i < 20; i++)
        {
            statuses.Add(await PostAsync(client, server));
        }

        Assert.Equal(Enumerable.Repeat(HttpStatusCode.OK, 20), statuses);
        Assert.Equal(20 + 19, server.Requests);
    }

    [Theory]
    [InlineData(CutPoint.BeforeHead)]
    [InlineData(CutPoint.InHead)]
    [InlineData(CutPoint.InBody)]
    public async Task A_request_on_a_new_connection_is_sent_once(CutPoint cut)
    {
        await using KeepAliveServer server = new((_, _) => cut, [.. "{}"u8], resets: true);
        using var client = Client();

        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(client, server));

        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData(CutPoint.InHead)]
    [InlineData(CutPoint.InBody)]
    public async Task A_request_that_was_answered_in_part_is_not_sent_again(CutPoint cut)
    {
        await using KeepAliveServer server = new((_, request) => request == 1 ? CutPoint.None : cut, [.. "{}"u8], resets: true);
        using var client = Client();
        await PostAsync(client, server);

        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(client, server));

        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task The_other_pooled_connections_are_given_up_with_it()
    {
        TaskCompletionSource together = new();
        await using KeepAliveServer server = new(
            (connection, request) => connection <= 4 && request > 1 ? CutPoint.BeforeHead : CutPoint.None,
            [.. "{}"u8],
            resets: true
        )
        {
            MayAnswer = together.Task,
        };
        using var client = Client();
        var first = Enumerable.Range(0, 4).Select(_ => PostAsync(client, server)).ToList();
        while (server.Requests < 4)
        {
            await Task.Delay(10, Token);
        }

        together.SetResult();
        await Task.WhenAll(first);
        await PostAsync(client, server);
        await PostAsync(client, server);

        // One found out, and was sent again.
        Assert.Equal(4 + 2 + 1, server.Requests);
    }

    private static HttpClient Client() => new ServiceHttp(ServiceHttp.DefaultTimeout).CreateHttpClient(new AmazonBedrockRuntimeConfig());

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, KeepAliveServer server)
    {
        using StringContent content = new("""{"prompt":"Hi"}""");
        using var answer = await client.PostAsync(server.Url, content, Token);

        return answer.StatusCode;
    }
}
