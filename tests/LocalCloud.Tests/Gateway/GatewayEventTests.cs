using System.Text.Json.Nodes;
using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;
using Shared;

namespace LocalCloud.Tests.Gateway;

public class GatewayEventTests
{
    [Fact]
    public void An_event_has_every_field_that_API_Gateway_sends()
    {
        var request = Request("POST", "/v1/chat/completions", ("User-Agent", "tests"));

        var proxied = Write(request, "ada", "{}"u8.ToArray());

        string[] sent = [.. Answers.Parse(File.ReadAllText(SampleEvents.File("chat").FullName)).AsObject().Select(field => field.Key)];
        Assert.Equal(sent.Order(), proxied.AsObject().Select(field => field.Key).Order());
        Assert.Equal("/chat/completions", proxied.Text("resource"));
        Assert.Equal("/chat/completions", proxied.Text("path"));
        Assert.Equal("POST", proxied.Text("httpMethod"));
        Assert.Equal("{}", proxied.Text("body"));
        Assert.False(proxied["isBase64Encoded"]!.GetValue<bool>());
    }

    [Fact]
    public void The_context_has_the_caller_and_the_resource()
    {
        var context = Write(Request("GET", "/v1/models", ("User-Agent", "tests")), "ada")["requestContext"]!;

        Assert.Equal("ada", context["authorizer"]!["claims"]!.Text("sub"));
        Assert.Equal("request-1", context.Text("requestId"));
        Assert.Equal(
            ("v1", "/v1/models", "/models", "GET"),
            (context.Text("stage"), context.Text("path"), context.Text("resourcePath"), context.Text("httpMethod"))
        );
        Assert.Equal("tests", context["identity"]!.Text("userAgent"));
        Assert.Equal("127.0.0.1", context["identity"]!.Text("sourceIp"));
        Assert.Matches("^[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9:]{8} \\+0000$", context.Text("requestTime"));
    }

    [Fact]
    public void Without_an_owner_there_is_no_authorizer() =>
        Assert.Null(Write(Request("GET", "/v1/health"), owner: null)["requestContext"]!["authorizer"]);

    [Fact]
    public void What_is_missing_is_null()
    {
        var proxied = Write(Request("GET", "/v1/models"), "ada");

        Assert.All(
            ["body", "queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables"],
            name => Assert.True(proxied.AsObject().ContainsKey(name) && proxied[name] is null, name)
        );
    }

    [Fact]
    public void A_name_that_is_given_twice_has_its_last_value_and_all_of_them()
    {
        var request = Request("GET", "/v1/models", ("X-Tag", "a"));
        request.Request.Headers.Append("X-Tag", "b");
        request.Request.QueryString = new("?limit=1&limit=2&empty=");

        var proxied = Write(request, "ada");

        Assert.Equal("b", proxied["headers"]!.Text("X-Tag"));
        Assert.Equal("""["a","b"]""", proxied["multiValueHeaders"]!["X-Tag"]!.ToJsonString());
        Assert.Equal("2", proxied["queryStringParameters"]!.Text("limit"));
        Assert.Equal("""["1","2"]""", proxied["multiValueQueryStringParameters"]!["limit"]!.ToJsonString());
        Assert.Equal("", proxied["queryStringParameters"]!.Text("empty"));
    }

    [Fact]
    public void X_Forwarded_For_lists_a_proxys_client_before_the_proxy()
    {
        var proxied = Write(Request("GET", "/v1/models", ("x-forwarded-for", "203.0.113.7"), ("X-Forwarded-Proto", "https")), "ada");

        Assert.Equal("203.0.113.7, 127.0.0.1", proxied["headers"]!.Text("X-Forwarded-For"));
        Assert.Equal("http", proxied["headers"]!.Text("X-Forwarded-Proto"));
        Assert.Single(proxied["headers"]!.AsObject(), header => header.Key.Equals("x-forwarded-for", StringComparison.OrdinalIgnoreCase));
    }

    private static DefaultHttpContext Request(string method, string path, params (string Name, string Value)[] headers)
    {
        DefaultHttpContext http = new();
        http.Request.Method = method;
        http.Request.Path = path;
        http.Request.Scheme = "http";
        http.Request.Protocol = "HTTP/1.1";
        http.Request.Host = new("127.0.0.1:3000");
        foreach (var (name, value) in headers)
        {
            http.Request.Headers[name] = value;
        }

        return http;
    }

    private static JsonNode Write(HttpContext http, string? owner, byte[]? body = null)
    {
        Assert.True(RouteMatch.TryFind(http.Request, out var match));

        return JsonNode.Parse(GatewayEvent.Write(http, match, owner, "request-1", body ?? []))!;
    }
}
