using System.Text.Json.Nodes;

namespace Infra.Tests;

/// <summary>What API Gateway answers by itself.</summary>
public sealed class GatewayErrorTests
{
    [Theory]
    [InlineData(
        "auth=cognito",
        "MISSING_AUTHENTICATION_TOKEN 404 not_found",
        "UNAUTHORIZED 401 unauthorized",
        "ACCESS_DENIED 403 forbidden"
    )]
    [InlineData(
        "auth=iam",
        "MISSING_AUTHENTICATION_TOKEN 404 not_found",
        "INVALID_SIGNATURE 401 unauthorized",
        "ACCESS_DENIED 403 forbidden"
    )]
    [InlineData(
        "auth=api-key",
        "MISSING_AUTHENTICATION_TOKEN 404 not_found",
        "INVALID_API_KEY 401 unauthorized",
        "ACCESS_DENIED 401 unauthorized"
    )]
    public void An_unknown_route_is_404_and_an_unknown_caller_401(string auth, params string[] expected)
    {
        var reported = Errors(auth).Select(error => $"{error["ResponseType"]} {error["StatusCode"]} {Body(error)["code"]}");

        Assert.Subset(reported.ToHashSet(), expected.ToHashSet());
    }

    [Theory]
    [InlineData("auth=cognito")]
    [InlineData("auth=iam")]
    [InlineData("auth=api-key")]
    public void Every_error_has_the_shape_of_a_problem_and_of_OpenAIs_clients(string auth) =>
        Assert.All(
            Errors(auth),
            error =>
            {
                var body = Body(error);

                Assert.Equal($"urn:problem:{body["code"]}", (string)body["type"]!);
                Assert.Equal(
                    ((string?)body["code"], (string?)body["detail"]),
                    ((string?)body["error"]!["code"], (string?)body["error"]!["message"])
                );
                Assert.Equal(["message", "type", "param", "code"], body["error"]!.AsObject().Select(member => member.Key));
                Assert.Equal("$context.requestId", (string)body["request_id"]!);
                Assert.Equal((string?)error["StatusCode"], body["status"]?.ToString());
                Assert.EndsWith(".", (string)body["detail"]!);
            }
        );

    [Fact]
    public void All_kinds_that_are_not_named_keep_API_Gateways_status() =>
        Assert.Equal(
            ["DEFAULT_4XX", "DEFAULT_5XX"],
            Errors("auth=iam").Where(error => error["StatusCode"] is null).Select(error => (string)error["ResponseType"]!).Order()
        );

    [Fact]
    public void A_throttled_client_gets_Retry_After_and_one_over_its_quota_is_asked_not_to_retry()
    {
        var errors = Errors("auth=api-key")
            .ToDictionary(error => (string)error["ResponseType"]!, error => error["ResponseParameters"]!.AsObject());

        Assert.Equal("'1'", (string?)errors["THROTTLED"]["gatewayresponse.header.Retry-After"]);
        Assert.Equal("'false'", (string?)errors["QUOTA_EXCEEDED"]["gatewayresponse.header.x-should-retry"]);
        Assert.False(errors["QUOTA_EXCEEDED"].ContainsKey("gatewayresponse.header.Retry-After"));
    }

    private static IEnumerable<JsonObject> Errors(string auth) =>
        Synthesis
            .Of(auth, "allowedOrigins=*")
            .Resources("AWS::ApiGateway::GatewayResponse")
            .Values.Select(error => error["Properties"]!.AsObject());

    private static JsonNode Body(JsonObject error) => JsonNode.Parse((string)error["ResponseTemplates"]!["application/json"]!)!;
}
