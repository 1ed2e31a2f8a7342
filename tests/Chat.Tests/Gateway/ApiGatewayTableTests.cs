using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using LocalCloud.Gateway;
using LocalCloud.Lambda;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Shared;

namespace Chat.Tests.Gateway;

/// <summary>
/// What API Gateway's REST APIs do, row by row, with the source of each: "docs" is the developer guide of Amazon API
/// Gateway, "recorded" the answers of the real service that localstack/localstack keeps in
/// tests/aws/services/apigateway/test_apigateway_lambda.snapshot.json. What could be checked nowhere is UNVERIFIED.
/// </summary>
public class ApiGatewayTableTests(LocalCloudFixture shared)
{
    private const string Recorded = "recorded";
    private const string Unverified = "UNVERIFIED";
    private const string Caller = "Host: localhost\r\nAuthorization: Bearer ada\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Request target, status, message of an error, source.</summary>
    public static TheoryData<string, int, string?, string> Paths =>
        new()
        {
            { "/v1/health", 200, null, Recorded },
            { "/v1/health/", 200, null, $"{Recorded}: a slash at the end is ignored when the resource is chosen" },
            { "//v1/health", 200, null, $"{Recorded}: slashes before the stage are one" },
            { "/v1//health", 200, null, $"{Recorded}: slashes behind the stage are one" },
            { "/v1/chat//completions", 404, null, $"{Recorded}: slashes elsewhere stay, and no resource has an empty name" },
            { "/v1/Health", 404, null, "docs: resource paths are case-sensitive" },
            { "/v1/%68ealth", 404, null, $"{Recorded} for parameters (the path is not decoded); {Unverified} for fixed names" },
            { "/V1/health", 403, "Forbidden", $"docs: stage names are case-sensitive; {Unverified}: the message" },
            { "/v2/health", 403, "Forbidden", "docs: ACCESS_DENIED where there is no such stage" },
            {
                "/v1",
                404,
                null,
                "docs: MISSING_AUTHENTICATION_TOKEN where there is no such method or resource, which the deployment answers with 404"
            },
            { "/v1/nowhere", 404, null, "docs: as above" },
        };

    /// <summary>Request target behind the stage, the event's path, its parameter, its query, source.</summary>
    public static TheoryData<string, string, string?, string, string> Events =>
        new()
        {
            { "/models/", "/models/", null, "null", $"{Recorded}: the event keeps the slash at the end" },
            { "//models", "/models", null, "null", $"{Recorded}: the event's path has lost the doubled slash" },
            {
                "/conversations/a%2Bb%2Fc",
                "/conversations/a%2Bb%2Fc",
                "a%2Bb%2Fc",
                "null",
                $"{Recorded}: path and parameters are not decoded"
            },
            {
                "/models?plus=a+b&email=a%2Bb",
                "/models",
                null,
                """{"plus":["a b"],"email":["a\u002Bb"]}""",
                $"{Recorded}: the query is decoded, and a plus sign is a space"
            },
            {
                "/models?limit=1&LIMIT=3",
                "/models",
                null,
                """{"limit":["1"],"LIMIT":["3"]}""",
                "docs: names of parameters are case-sensitive"
            },
            { "/models?a=1&a=2", "/models", null, """{"a":["1","2"]}""", $"{Recorded}: all values of a name, in their order" },
            { "/models?flag", "/models", null, """{"flag":[""]}""", $"{Unverified}" },
            { "/models?a=%zz", "/models", null, """{"a":["%zz"]}""", $"{Unverified}: what is no encoding stays" },
        };

    /// <summary>A function's answer; status (502: refused), a header, body; source.</summary>
    public static TheoryData<string, int, string?, string?, string> FunctionAnswers =>
        new()
        {
            {
                """{"statusCode":201,"body":"x"}""",
                201,
                "Content-Type: application/json",
                "x",
                $"{Recorded}: JSON unless the function says otherwise"
            },
            { """{"statusCode":"201"}""", 201, null, "", $"{Recorded}: a number in a string" },
            { """{"body":"x"}""", 200, null, "x", $"{Recorded}: no field is required" },
            { "{}", 200, null, "", $"{Recorded}: as above" },
            { """{"statusCode":"many"}""", 502, null, null, "docs: malformed Lambda proxy response" },
            { """{"statusCode":99}""", 502, null, null, $"{Unverified}: no HTTP status" },
            { """{"statusCode":200,"body":{"a":1}}""", 502, null, null, "docs: the body is a string" },
            { """{"statusCode":200,"extra":1}""", 502, null, null, $"{Recorded}: no other field is allowed" },
            { """{"errorMessage":"failed"}""", 502, null, null, $"{Recorded}: a function's error" },
            { "[]", 502, null, null, "docs: malformed Lambda proxy response" },
            { "null", 502, null, null, "docs: as above" },
            { "nonsense", 502, null, null, "docs: as above" },
            { """{"headers":{"X-Flag":true}}""", 200, "X-Flag: true", "", $"{Recorded}: a boolean is text" },
            { """{"headers":{"X-Number":1}}""", 502, null, null, "localstack/localstack: neither a string nor a boolean" },
            { """{"headers":{"X-Object":{}}}""", 502, null, null, "as above" },
            { """{"headers":[]}""", 502, null, null, "docs: headers are an object" },
            {
                """{"headers":{"X-A":"one"},"multiValueHeaders":{"x-a":["two","three"]}}""",
                200,
                "X-A: two,three",
                "",
                "docs: of a name in both, the list counts"
            },
            { """{"headers":{"X-A":"a\nb"}}""", 502, null, null, $"{Unverified}: what HTTP cannot carry" },
            { """{"headers":{"X A":"a"}}""", 502, null, null, $"{Unverified}: as above" },
            {
                """{"headers":{"Content-Length":"999"},"body":"x"}""",
                200,
                "x-amzn-Remapped-Content-Length: 999",
                "x",
                "docs: known issues, remapped headers"
            },
            { """{"body":"!","isBase64Encoded":true}""", 502, null, null, $"{Unverified}" },
            { """{"statusCode":204,"body":"x"}""", 204, null, "", "RFC 9110: 204 has no body" },
        };

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_path_is_matched_as_API_Gateway_does(string target, int status, string? message, string source)
    {
        using HttpRequestMessage request = new(
            HttpMethod.Get,
            new Uri(
                $"http://127.0.0.1:{shared.Cloud.Api.Port}{target}",
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
            )
        );

        using var answer = await shared.SendAsync(request);

        Assert.True(status == (int)answer.StatusCode, $"{answer.StatusCode}; {source}");
        if (message is not null)
        {
            Assert.Equal(message, (await answer.JsonAsync()).Text("message"));
        }
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_has_path_and_query_like_API_Gateways(string target, string path, string? parameter, string query, string source)
    {
        DefaultHttpContext http = new();
        http.Request.Method = "GET";
        http.Features.Get<IHttpRequestFeature>()!.RawTarget = $"/v1{target}";

        Assert.True(RouteMatch.TryFind(http.Request, out var match), source);
        var proxied = JsonNode.Parse(GatewayEvent.Write(http, match, "ada", "request-1", []))!;

        Assert.Equal(path, proxied.Text("path"));
        Assert.Equal($"/v1{target.Split('?')[0]}", proxied["requestContext"]!.Text("path"));
        Assert.Equal(parameter, (string?)proxied["pathParameters"]?["id"]);
        Assert.Equal(query, proxied["multiValueQueryStringParameters"]?.ToJsonString() ?? "null");
    }

    [Theory]
    [MemberData(nameof(FunctionAnswers))]
    public async Task A_functions_answer_is_accepted_or_refused_as_API_Gateway_does(
        string answer,
        int status,
        string? header,
        string? body,
        string source
    )
    {
        DefaultHttpContext http = new();
        using MemoryStream sent = new();
        http.Response.Body = sent;

        var writing = ProxyResponse.WriteAsync(new FunctionResponse.Buffered(Encoding.UTF8.GetBytes(answer)), http.Response);

        if (status == 502)
        {
            await Assert.ThrowsAsync<MalformedResponseException>(() => writing);
            Assert.Empty(http.Response.Headers);
            return;
        }

        await writing;
        Assert.True(status == http.Response.StatusCode, source);
        Assert.Equal(body, Encoding.UTF8.GetString(sent.ToArray()));
        if (header?.Split(": ") is [var name, var value])
        {
            Assert.Equal(value, http.Response.Headers[name].ToString());
        }
    }

    [Theory]
    [InlineData(9_000, 200)] // docs, quotas: request line and header values, together 10,240 bytes
    [InlineData(10_240, 431)] // UNVERIFIED: the status
    public async Task Headers_over_the_quota_are_refused(int length, int status)
    {
        HttpRequestMessage request = new(HttpMethod.Get, "health");
        request.Headers.Add("X-Long", new string('x', length));

        using var answer = await shared.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("text/event-stream", true)]
    [InlineData("application/json, Text/Event-Stream;q=0.5", true)]
    [InlineData("text/event-stream;q=0", false)]
    [InlineData("text/event-stream; q=0.0, application/json", false)]
    [InlineData("text/event-stream2", false)]
    public async Task Events_are_sent_to_who_accepts_them(string accept, bool streams)
    {
        HttpRequestMessage request = new(HttpMethod.Post, "invoke")
        {
            Content = new StringContent("""{"prompt":"Hi"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var answer = await shared.SendAsync(request);

        Assert.Equal(streams ? "text/event-stream" : "application/json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_compressed_body_is_an_unsupported_media_type()
    {
        HttpRequestMessage request = new(HttpMethod.Post, "invoke") { Content = new ByteArrayContent([0x1F, 0x8B, 8, 0]) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", "gzip");

        using var answer = await shared.SendAsync(request);

        Assert.Equal(415, (int)answer.StatusCode);
        Assert.Contains("gzip", (await answer.JsonAsync()).Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer \u00A0ada", "\u00A0ada")]
    [InlineData("Bearer ada\u2003", "ada\u2003")]
    [InlineData("bearer  \tada \t", "ada")]
    [InlineData("Bearer \t ", null)]
    public void Only_HTTPs_white_space_is_trimmed_from_a_bearer_name(string header, string? owner)
    {
        DefaultHttpContext http = new();
        http.Request.Headers.Authorization = header;

        Assert.Equal(owner, BearerToken.OwnerOf(http.Request));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_body_that_does_not_arrive_ends_its_request(int server)
    {
        await using var cloud = await LocalCloudFixture.StartAsync(new() { BodyTimeout = TimeSpan.FromMilliseconds(100) });
        var (port, path) = PlaceOf(server, cloud);
        Assert.StartsWith(
            "HTTP/1.1 408",
            await FirstLineAsync(port, $"POST {path} HTTP/1.1\r\n{Caller}Content-Length: 100\r\n\r\n{{"),
            StringComparison.Ordinal
        );
    }

    /// <summary>0: the gateway, 1: the Bedrock emulator.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_chunk_that_is_longer_than_any_number_is_a_mistake_of_the_client(int server)
    {
        var (port, path) = PlaceOf(server, shared);
        var request = $"POST {path} HTTP/1.1\r\n{Caller}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFF\r\n{{}}\r\n0\r\n\r\n";

        Assert.StartsWith("HTTP/1.1 400", await FirstLineAsync(port, request), StringComparison.Ordinal);
    }

    private static (int Port, string Path) PlaceOf(int server, LocalCloudFixture cloud) =>
        server == 0 ? (cloud.Cloud.Api.Port, "/v1/invoke") : (cloud.Cloud.Bedrock!.Url.Port, "/model/meta.llama2-13b-chat-v1/invoke");

    private static async Task<string?> FirstLineAsync(int port, string request)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, port, Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Token);
        using StreamReader answer = new(stream);

        return await answer.ReadLineAsync(Token);
    }
}
