using System.Text.Json.Nodes;
using Chat.Http;

namespace Infra.Tests;

/// <summary>The REST API against the functions' own table of routes.</summary>
public sealed class RouteTests
{
    private const string Authorizer = "{AuthenticationAuthorizer}";
    private const string Streaming =
        "arn:{AWS::Partition}:apigateway:{AWS::Region}:lambda:path/2021-11-15/functions/{FUNCTION.Arn}/response-streaming-invocations";
    private const string Buffered = "arn:{AWS::Partition}:apigateway:us-east-1:lambda:path/2015-03-31/functions/{FUNCTION.Arn}/invocations";

    [Theory]
    [InlineData("auth=cognito")]
    [InlineData("auth=iam")]
    [InlineData("auth=api-key")]
    public void Every_route_of_the_functions_is_there_and_no_other(string auth)
    {
        var methods = Methods(Synthesis.Of(auth)).Keys;

        Assert.Equal(ApiRoute.All.Select(route => $"{route.Method} {route.Path}").Order(), methods.Order());
    }

    [Theory]
    [InlineData("auth=cognito", "COGNITO_USER_POOLS", Authorizer, "")]
    [InlineData("auth=iam", "AWS_IAM", "", "")]
    [InlineData("auth=api-key", "CUSTOM", "{AuthenticationKeyReader}", "true")]
    public void Every_route_has_its_authorizer_unless_it_is_public(string auth, string type, string authorizer, string needsKey)
    {
        foreach (var (route, method) in Methods(Synthesis.Of(auth)))
        {
            var isPublic = ApiRoute.All.Single(known => $"{known.Method} {known.Path}" == route).IsPublic;

            Assert.Equal(
                isPublic ? (route, "NONE", "", "false") : (route, type, authorizer, needsKey),
                (
                    route,
                    TemplateText.Of(method["AuthorizationType"]),
                    TemplateText.Of(method["AuthorizerId"]),
                    TemplateText.Of(method["ApiKeyRequired"])
                )
            );
        }
    }

    [Theory]
    [InlineData("auth=cognito")]
    [InlineData("auth=iam")]
    [InlineData("auth=api-key")]
    public void Open_to_everyone_are_health_the_API_description_and_preflight_requests_only(string auth)
    {
        var open = AllMethods(Synthesis.Of(auth, "allowedOrigins=*"))
            .Where(method =>
                TemplateText.Of(method.Value["AuthorizationType"]) == "NONE" && !method.Key.StartsWith("OPTIONS ", StringComparison.Ordinal)
            )
            .Select(method => method.Key);

        Assert.Subset(new HashSet<string>(["GET /health", "GET /openapi.json"]), open.ToHashSet());
    }

    [Fact]
    public void Routes_that_can_stream_do_and_have_fifteen_minutes_and_the_others_are_buffered()
    {
        var methods = Methods(Synthesis.Of());
        foreach (var route in ApiRoute.All)
        {
            var integration = methods[$"{route.Method} {route.Path}"]["Integration"]!;

            Assert.Equal(
                route.Streams
                    ? ("STREAM", "900000", Streaming.Replace("FUNCTION", $"{route.Function}Function"))
                    : ("", "", Buffered.Replace("FUNCTION", $"{route.Function}Function")),
                (
                    TemplateText.Of(integration["ResponseTransferMode"]),
                    TemplateText.Of(integration["TimeoutInMillis"]),
                    TemplateText.Of(integration["Uri"])
                )
            );
            Assert.Equal(
                ("AWS_PROXY", "POST"),
                (TemplateText.Of(integration["Type"]), TemplateText.Of(integration["IntegrationHttpMethod"]))
            );
        }
    }

    [Fact]
    public void A_function_has_the_time_of_its_routes()
    {
        var stack = Synthesis.Of();

        Assert.Equal(
            ["completions 900", "conversations 29", "messages 900"],
            new[] { "completions", "conversations", "messages" }.Select(name => $"{name} {stack.Function(name)["Timeout"]}")
        );
    }

    [Fact]
    public void The_API_is_regional_with_one_stage_that_is_throttled_traced_and_logged_as_JSON()
    {
        var stack = Synthesis.Of("throttleRate=7", "throttleBurst=9");

        var stage = stack.Resources("AWS::ApiGateway::Stage").Single().Value["Properties"]!;
        var settings = stage["MethodSettings"]!.AsArray().Single()!;
        var line = JsonNode.Parse((string)stage["AccessLogSetting"]!["Format"]!)!.AsObject();
        var api = stack.Resources("AWS::ApiGateway::RestApi").Single().Value["Properties"]!;
        Assert.Equal("REGIONAL", TemplateText.Of(api["EndpointConfiguration"]!["Types"]));
        Assert.Equal(("v1", "true"), (TemplateText.Of(stage["StageName"]), TemplateText.Of(stage["TracingEnabled"])));
        Assert.Equal(("7", "9"), (TemplateText.Of(settings["ThrottlingRateLimit"]), TemplateText.Of(settings["ThrottlingBurstLimit"])));
        Assert.Equal(("OFF", "false"), (TemplateText.Of(settings["LoggingLevel"]), TemplateText.Of(settings["DataTraceEnabled"])));
        Assert.Contains("request_id", line.Select(field => field.Key));
        Assert.DoesNotContain("$context.path", line.Select(field => (string)field.Value!));
    }

    [Theory]
    [InlineData("cognito", "$context.authorizer.claims.sub")]
    [InlineData("api-key", "$context.identity.apiKeyId")]
    [InlineData("iam", "$context.identity.accessKey")]
    public void The_access_log_has_a_pseudonym_of_the_caller(string auth, string expected)
    {
        var stage = Synthesis.Of($"auth={auth}").Resources("AWS::ApiGateway::Stage").Single().Value["Properties"]!;

        Assert.Equal(expected, (string?)JsonNode.Parse((string)stage["AccessLogSetting"]!["Format"]!)!["caller"]);
    }

    [Fact]
    public void Without_origins_there_is_no_preflight_and_no_header_for_pages()
    {
        var stack = Synthesis.Of();

        Assert.DoesNotContain(AllMethods(stack).Keys, method => method.StartsWith("OPTIONS ", StringComparison.Ordinal));
        Assert.DoesNotContain("Access-Control", stack.Text);
    }

    [Theory]
    [InlineData("*", "'*'")]
    [InlineData("https://a.example", "'https://a.example'")]
    [InlineData("https://a.example,https://b.example", "'*'")]
    public void With_origins_every_resource_answers_preflight_and_gateway_made_errors_can_be_read(string origins, string errorsFor)
    {
        var stack = Synthesis.Of($"allowedOrigins={origins}");

        var errors = stack.Resources("AWS::ApiGateway::GatewayResponse").Values.Select(response => response["Properties"]!).ToList();
        Assert.Equal(
            ApiRoute.All.Select(route => $"OPTIONS {route.Path}").Distinct().Order(),
            AllMethods(stack).Keys.Where(method => method.StartsWith("OPTIONS ", StringComparison.Ordinal)).Order()
        );
        Assert.All(
            errors,
            error =>
                Assert.Equal(errorsFor, TemplateText.Of(error["ResponseParameters"]!["gatewayresponse.header.Access-Control-Allow-Origin"]))
        );
    }

    [Fact]
    public void Preflight_allows_what_the_functions_allow()
    {
        var preflight = AllMethods(Synthesis.Of("allowedOrigins=https://a.example"))["OPTIONS /conversations"]["Integration"]!;

        var headers = preflight["IntegrationResponses"]!.AsArray().Single()!["ResponseParameters"]!;
        var allowed = Chat.Http.Cors.Preflight("").Headers["Access-Control-Allow-Headers"].Replace(" ", "");
        Assert.Equal("MOCK", TemplateText.Of(preflight["Type"]));
        Assert.Equal($"'{allowed}'", TemplateText.Of(headers["method.response.header.Access-Control-Allow-Headers"]));
        Assert.Equal("'https://a.example'", TemplateText.Of(headers["method.response.header.Access-Control-Allow-Origin"]));
    }

    [Fact]
    public void A_change_of_the_API_is_deployed() =>
        Assert.NotEqual(DeploymentOf(Synthesis.Of()), DeploymentOf(Synthesis.Of("allowedOrigins=*")));

    private static string DeploymentOf(Synthesis stack) => stack.Resources("AWS::ApiGateway::Deployment").Single().Key;

    private static Dictionary<string, JsonObject> Methods(Synthesis stack) =>
        AllMethods(stack).Where(method => !method.Key.StartsWith("OPTIONS ", StringComparison.Ordinal)).ToDictionary();

    private static Dictionary<string, JsonObject> AllMethods(Synthesis stack)
    {
        var resources = stack.Resources("AWS::ApiGateway::Resource");
        return stack
            .Resources("AWS::ApiGateway::Method")
            .Values.Select(method => method["Properties"]!.AsObject())
            .ToDictionary(method => $"{method["HttpMethod"]} {PathOf(TemplateText.Of(method["ResourceId"]))}");

        string PathOf(string reference) =>
            resources.GetValueOrDefault(reference.Trim('{', '}'))?["Properties"] is { } resource
                ? $"{PathOf(TemplateText.Of(resource["ParentId"]))}/{resource["PathPart"]}"
                : "";
    }
}
