using Amazon;
using Amazon.BedrockRuntime;
using Amazon.Runtime;
using Llama.Tests.Client;
using Shared;

namespace Llama.Tests.Regions;

public sealed class RegionNameTests
{
    [Fact]
    public async Task A_client_of_a_region_needs_no_other_name_for_it()
    {
        await using var server = WireServer.Answering(200, """{"generation":"here","stop_reason":"stop"}""");
        using AmazonBedrockRuntimeClient sdk = new(
            new BasicAWSCredentials("local", "local"),
            new AmazonBedrockRuntimeConfig { RegionEndpoint = RegionEndpoint.EUCentral1, HttpClientFactory = new Loopback(server.Url) }
        );
        LlamaClient llama = new(sdk, ModelReference.OnDemand(LlamaModel.Llama2Chat13B));

        var answer = await llama.InvokeAsync(Emulator.Ask("Hi"), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(("here", "eu-central-1"), (answer.Text, answer.Region));
        Assert.Equal(new("https://bedrock-runtime.eu-central-1.amazonaws.com"), llama.Endpoint);
    }

    /// <summary>Sends everything to a server of this machine, whatever its address.</summary>
    private sealed class Loopback(string url) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
            new(new Handler(url) { InnerHandler = new HttpClientHandler() });

        private sealed class Handler(string url) : DelegatingHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                request.RequestUri = new(new(url), request.RequestUri!.PathAndQuery);

                return base.SendAsync(request, cancellationToken);
            }
        }
    }
}
