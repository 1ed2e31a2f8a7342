using System.Text;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Serialization.SystemTextJson;
using Chat.Http;
using Shared;

namespace Chat.Tests.Events;

public class ProxyEventTests
{
    private static readonly Dictionary<string, string> _noOwners = [];

    public static TheoryData<string> Events => [.. SampleEvents.Names];

    [Theory]
    [MemberData(nameof(Events))]
    public void What_is_read_of_an_event_is_what_Lambdas_own_serializer_reads(string name)
    {
        var json = File.ReadAllBytes(SampleEvents.File(name).FullName);

        var read = ProxyEvent.Read(new MemoryStream(json));

        var expected = new SourceGeneratorLambdaJsonSerializer<EventJson>().Deserialize<APIGatewayProxyRequest>(new MemoryStream(json));
        Assert.Equal(
            (expected.HttpMethod, expected.Resource, expected.Body, expected.IsBase64Encoded),
            (read.HttpMethod, read.Resource, read.Body, read.IsBase64Encoded)
        );
        Assert.Equal(expected.Headers, read.Headers);
        Assert.Equal(expected.PathParameters, read.PathParameters);
        Assert.Equal(expected.QueryStringParameters, read.QueryStringParameters);
        Assert.Equal(expected.RequestContext!.RequestId, read.RequestContext!.RequestId);
        Assert.Equal(Caller.Of(expected.RequestContext, _noOwners), Caller.Of(read.RequestContext, _noOwners));
    }

    [Fact]
    public void Values_that_are_null_or_not_text_are_ignored()
    {
        var read = Read(
            """
            {"headers": {"A": "1", "B": null, "C": 2}, "body": null, "isBase64Encoded": null, "pathParameters": null,
             "requestContext": {"authorizer": {"claims": {"sub": "ada", "auth_time": 1795509070}}}}
            """
        );

        Assert.Equal([new("A", "1")], read.Headers);
        Assert.Equal([new("sub", "ada")], read.RequestContext!.Authorizer!.Claims);
        Assert.Null(read.Body);
        Assert.Null(read.PathParameters);
        Assert.False(read.IsBase64Encoded);
    }

    [Fact]
    public void An_authorizer_may_call_anything_claims_and_number_its_principals()
    {
        var read = Read("""{"requestContext": {"authorizer": {"claims": "none", "principalId": 7}}}""");

        Assert.Empty(read.RequestContext!.Authorizer!.Claims);
        Assert.Equal("7", Caller.Of(read.RequestContext, _noOwners));
    }

    [Fact]
    public void Half_a_surrogate_pair_in_any_field_counts_as_missing()
    {
        var read = Read(
            """
            {"\ud800": 1, "httpMethod": "GET", "headers": {"A": "1", "B": "\udc00", "\ud800": "2"}, "body": "\ud800",
             "requestContext": {"\ud800x": {}, "requestId": "\ud800", "authorizer": {"claims": {"\ud800": "x", "sub": "\ud800"}}}}
            """
        );

        Assert.Equal([new("A", "1")], read.Headers);
        Assert.Equal("GET", read.HttpMethod);
        Assert.Null(read.Body);
        Assert.Null(read.RequestContext!.RequestId);
        Assert.Null(Caller.Of(read.RequestContext, _noOwners));
    }

    [Fact]
    public void What_is_no_JSON_is_no_event() => Assert.ThrowsAny<JsonException>(() => Read("not json"));

    private static APIGatewayProxyRequest Read(string json) => ProxyEvent.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)));
}
