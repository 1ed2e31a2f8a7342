using System.Text;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.TestUtilities;
using Chat.Completions;
using Chat.Configuration;
using Chat.Http;
using Chat.Metering;
using LocalCloud.Network;
using Microsoft.AspNetCore.Builder;

namespace Chat.Tests.Completions;

/// <summary>What a server that is not Bedrock answers is not passed on as the model's.</summary>
public sealed class InvokeAnswerTests
{
    public static TheoryData<string, byte[]> Bodies =>
        new()
        {
            { "empty", [] },
            { "HTML", "<html>Sign in</html>"u8.ToArray() },
            { "UTF-16", Encoding.Unicode.GetBytes("""{"generation":"a"}""") },
            { "a list", "[]"u8.ToArray() },
            { "two objects", "{}{}"u8.ToArray() },
        };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_that_is_no_JSON_object_is_a_model_error(string what, byte[] body)
    {
        await using var server = Loopback.Create(port: 0);
        server.Run(async http =>
        {
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(body);
        });
        await server.StartAsync(TestContext.Current.CancellationToken);
        Dictionary<string, string> environment = new()
        {
            ["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"] = server.Urls.Single(),
            ["AWS_ACCESS_KEY_ID"] = "local",
            ["AWS_SECRET_ACCESS_KEY"] = "local",
        };
        var settings = ChatSettings.Bind(environment);
        InvokeRoute route = new(
            settings,
            new(environment, settings),
            new Meter(settings, new(() => throw new InvalidOperationException(what)), TimeProvider.System)
        );
        APIGatewayProxyRequest request = new()
        {
            Body = """{"prompt":"Hello"}""",
            RequestContext = new() { Authorizer = new() { ["principalId"] = "ada" } },
        };

        var problem = Problems.From(
            await Assert.ThrowsAnyAsync<Exception>(() =>
                route.HandleAsync(
                    new(request, new TestLambdaContext { RemainingTime = TimeSpan.FromMinutes(1) }, new Dictionary<string, string>()),
                    TestContext.Current.CancellationToken
                )
            )
        );

        Assert.Equal(ProblemKind.ModelError, problem.Kind);
    }
}
