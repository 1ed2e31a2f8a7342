using System.Net;
using Amazon.Runtime;
using Llama.Regions;

namespace Llama.Tests.Regions;

public sealed class SettlementTests
{
    public static TheoryData<Exception, bool> Failures =>
        new()
        {
            { new HttpRequestException(HttpRequestError.ConnectionError), true },
            { new HttpRequestException(HttpRequestError.NameResolutionError), true },
            { new HttpRequestException(HttpRequestError.SecureConnectionError), true },
            { new HttpRequestException(HttpRequestError.ProxyTunnelError), true },
            { new HttpRequestException(HttpRequestError.ResponseEnded), false },
            { new IOException(), false },
            { new OperationCanceledException(), false },
            { new TimeoutException(), false },
            { Answered(HttpStatusCode.MultipleChoices), true },
            { Answered(HttpStatusCode.OK), false },
            { new AmazonClientException("No credentials."), true },
            { new AmazonClientException("Sent.", new IOException()), false },
            { new AmazonClientException("Not sent.", new HttpRequestException(HttpRequestError.ConnectionError)), true },
            { new InvalidOperationException(), false },
        };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void The_cost_of_a_call_is_known_if_it_was_refused_or_never_sent(Exception failure, bool isKnown)
    {
        Assert.Equal(isKnown, Settlement.IsKnown(failure));
    }

    private static AmazonServiceException Answered(HttpStatusCode status) => new("Answered.") { StatusCode = status };
}
