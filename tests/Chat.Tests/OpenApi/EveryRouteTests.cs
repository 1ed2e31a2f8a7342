using System.Text;
using Amazon.DynamoDBv2;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.TestUtilities;
using Chat.Aws;
using Chat.Configuration;
using Chat.Hosting;
using Chat.Http;
using Chat.Knowledge;

namespace Chat.Tests.OpenApi;

public class EveryRouteTests(LocalCloudFixture cloud)
{
    public static TheoryData<string, string> Routes => [.. ApiRoute.All.Select(route => (route.Method, route.Path))];

    public static TheoryData<string, string> PrivateRoutes =>
        [.. ApiRoute.All.Where(route => !route.IsPublic).Select(route => (route.Method, route.Path))];

    // With what answers them in the functions: each route has its own way to tell of an error.
    private static IReadOnlyList<Endpoint> Endpoints { get; } = ReadEndpoints();

    [Theory]
    [MemberData(nameof(PrivateRoutes))]
    public async Task The_gateways_401_is_as_described(string method, string path)
    {
        using HttpClient stranger = new() { BaseAddress = cloud.Http.BaseAddress };

        using var answer = await stranger.SendAsync(
            new(new(method), path[1..].Replace("{id}", "1", StringComparison.Ordinal).Replace("{id+}", "1", StringComparison.Ordinal)),
            TestContext.Current.CancellationToken
        );

        await answer.AssertDocumentedAsync(method, path, 401, "unauthorized");
    }

    [Theory]
    [MemberData(nameof(PrivateRoutes))]
    public async Task The_functions_own_401_is_as_described(string method, string path)
    {
        var function = ApiRoute.All.Single(route => (route.Method, route.Path) == (method, path)).Function;
        var payload = $$"""{"httpMethod":"{{method}}","resource":"{{path}}","requestContext":{ "requestId":"one" } }""";

        var (status, headers, body) = await cloud.RunAsync(function, Encoding.UTF8.GetBytes(payload));

        Assert.Equal(401, status);
        DocumentedAnswers.AssertDocumented(method, path, status, headers.Keys, headers.ContentType, body, "unauthorized");
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_failure_of_ours_is_as_described(string method, string path)
    {
        var endpoint = Endpoints.Single(endpoint => (endpoint.Method, endpoint.Path) == (method, path)) with
        {
            Handler = (_, _) => throw new InvalidOperationException("what nobody is to see"),
        };
        ApiRequest request = new(
            new()
            {
                HttpMethod = method,
                Resource = path,
                RequestContext = new APIGatewayProxyRequest.ProxyRequestContext
                {
                    RequestId = "one",
                    Identity = new() { Caller = "AIDAEXAMPLEUSERID1234" },
                },
            },
            new TestLambdaContext(),
            new Dictionary<string, string>()
        );

        var reply = await new Api([endpoint], new([]), new Dictionary<string, string>()).AnswerAsync(
            request,
            new TestLambdaLogger(),
            TestContext.Current.CancellationToken
        );

        var body = Encoding.UTF8.GetString(reply.Body.Span);
        Assert.Equal(500, reply.Status);
        Assert.DoesNotContain("nobody", body, StringComparison.Ordinal);
        DocumentedAnswers.AssertDocumented(method, path, reply.Status, reply.Headers.Keys, reply.Headers["Content-Type"], body, "internal");
    }

    private static IReadOnlyList<Endpoint> ReadEndpoints()
    {
        Dictionary<string, string> environment = new() { ["CHAT_TABLE"] = "chat" };
        var settings = ChatSettings.Bind(environment);
        var dynamo = DynamoConnection.Open(environment);
        BedrockConnection bedrock = new(environment, settings);
        KnowledgeBase knowledge = new(new(environment), settings.KnowledgeBaseId);

        return
        [
            .. CompletionsFunction.Routes(settings, bedrock, knowledge, new Lazy<IAmazonDynamoDB>(dynamo), TimeProvider.System),
            .. ConversationsFunction.Routes(settings, dynamo, TimeProvider.System),
            .. AdminFunction.Routes(settings, dynamo, TimeProvider.System),
            .. ConversationsFunction.MessageRoutes(settings, bedrock, knowledge, dynamo, TimeProvider.System),
        ];
    }
}
