using System.Net;
using Amazon.BedrockRuntime;
using Chat.Aws;
using LocalCloud.Network;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Chat.Tests.Regions;

public class RedirectTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signed_request_is_not_sent_on_to_where_an_endpoint_points()
    {
        var elsewhere = 0;
        await using var other = Loopback.Create(port: 0);
        other.Run(_ =>
        {
            Interlocked.Increment(ref elsewhere);
            return Task.CompletedTask;
        });
        await other.StartAsync(Token);
        await using var endpoint = Loopback.Create(port: 0);
        endpoint.Run(http =>
        {
            http.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            http.Response.Headers.Location = other.BoundUrl().ToString();
            return Task.CompletedTask;
        });
        await endpoint.StartAsync(Token);
        using var client = new ServiceHttp(ServiceHttp.DefaultTimeout).CreateHttpClient(new AmazonBedrockRuntimeConfig());

        using var answer = await client.PostAsync(endpoint.BoundUrl(), new StringContent("a prompt"), Token);

        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        Assert.Equal(0, elsewhere);
    }
}
