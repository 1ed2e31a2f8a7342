using System.Net;
using System.Text;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Chat.Aws;

namespace Chat.Tests.Stores;

public sealed class TableEndpointTests
{
    [Fact]
    public async Task Every_call_goes_to_the_endpoint_of_the_table_s_region_and_is_signed_for_it()
    {
        Recorder recorder = new();
        AmazonDynamoDBConfig config = new() { RegionEndpoint = RegionEndpoint.USWest2, HttpClientFactory = new Clients(recorder) };
        using TrimmedDynamoDBClient dynamo = new(new BasicAWSCredentials("key", "secret"), config);

        for (var call = 0; call < 3; call++)
        {
            await dynamo.GetItemAsync(
                new()
                {
                    TableName = "chat",
                    Key = new() { ["pk"] = new("USER#ada") },
                },
                TestContext.Current.CancellationToken
            );
        }

        Assert.Equal(3, recorder.Requests.Count);
        Assert.All(
            recorder.Requests,
            request =>
            {
                Assert.Equal("https://dynamodb.us-west-2.amazonaws.com/", request.Address);
                Assert.Contains("/us-west-2/dynamodb/aws4_request,", request.Signature, StringComparison.Ordinal);
            }
        );
    }

    private sealed class Clients(HttpMessageHandler handler) : Amazon.Runtime.HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);
    }

    // Requests to AWS itself cannot be answered by a server on this machine.
    private sealed class Recorder : HttpMessageHandler
    {
        public List<(string Address, string Signature)> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add((request.RequestUri!.AbsoluteUri, request.Headers.NonValidated["Authorization"].ToString()));

            return Task.FromResult(
                new HttpResponseMessage(HttpStatusCode.OK)
                {
                    Content = new StringContent("{}", Encoding.UTF8, "application/x-amz-json-1.0"),
                }
            );
        }
    }
}
