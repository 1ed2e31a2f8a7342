using System.Text;
using Shared;

namespace Chat.Tests.Completions;

public class BodyTests(LocalCloudFixture cloud)
{
    [Theory]
    [InlineData("", "is not valid JSON")]
    [InlineData("{", "is not valid JSON at line 1, byte 1")]
    [InlineData("{\"prompt\":\n NaN}", "is not valid JSON at line 2, byte 1")]
    [InlineData("{'prompt':1}", "is not valid JSON")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("\"prompt\"", "must be a JSON object")]
    [InlineData("""{"prompt":"a","prompt":"b"}""", "names a field twice")]
    [InlineData("""{"prompt":"\ud800"}""", "is not valid Unicode")]
    [InlineData("""{"prompt":"a","\udc00":1}""", "is not valid Unicode")]
    public async Task A_body_that_is_no_JSON_object_is_refused(string body, string detail)
    {
        using var native = await cloud.PostAsync("invoke", body);
        using var chat = await cloud.PostAsync("chat/completions", body);

        var problem = await native.JsonAsync();
        var (status, error) = await chat.OpenAIErrorAsync();
        Assert.Equal((400, 400), ((int)native.StatusCode, status));
        Assert.Equal(("body", "body"), (problem.Text("field"), error.Text("param")));
        Assert.Contains(detail, problem.Text("detail"), StringComparison.Ordinal);
        Assert.Contains(detail, error.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_nested_too_deep_is_refused()
    {
        var body = $"{{\"prompt\":{new string('[', 200)}{new string(']', 200)}}}";

        using var answer = await cloud.PostAsync("invoke", body);

        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("application/jsonp", 415)]
    [InlineData("application/json", 200)]
    [InlineData("Application/JSON; charset=utf-8", 200)]
    [InlineData("application/json;charset=\"UTF-8\"", 200)]
    [InlineData("application/json; charset=iso-8859-1", 415)]
    [InlineData("application/json; Charset = utf-16", 415)]
    [InlineData(null, 200)]
    public async Task The_body_must_be_declared_as_JSON_if_at_all(string? contentType, int status)
    {
        HttpRequestMessage request = new(HttpMethod.Post, "invoke")
        {
            Content = new ByteArrayContent("""{"prompt":"Hello"}"""u8.ToArray()),
        };
        if (contentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using var answer = await cloud.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.True(status == 200 || (await answer.JsonAsync()).Text("code") == "unsupported_media_type");
    }

    [Theory]
    [InlineData(0, 400)]
    [InlineData(1, 413)]
    public async Task A_body_may_have_one_mebibyte(int more, int status)
    {
        const string Frame = """{"prompt":""}""";
        var body = Frame.Insert(Frame.Length - 2, new string('x', (1024 * 1024) - Frame.Length + more));
        Assert.Equal((1024 * 1024) + more, Encoding.UTF8.GetByteCount(body));

        using var answer = await cloud.PostAsync("invoke", body);

        var expected = status == 413 ? "payload_too_large" : "context_length_exceeded";
        Assert.Equal((status, expected), ((int)answer.StatusCode, (await answer.JsonAsync()).Text("code")));
    }

    [Theory]
    [InlineData("e30=", 400, "prompt")]
    [InlineData("not base64!", 400, "body")]
    public async Task A_body_in_base64_is_decoded(string body, int status, string field)
    {
        var payload = Encoding.UTF8.GetBytes(
            $$$"""
            {"resource":"/invoke","httpMethod":"POST","body":"{{{body}}}","isBase64Encoded":true,
             "requestContext":{"requestId":"r","authorizer":{"claims":{"sub":"ada"} } } }
            """
        );

        var (answered, problem) = await cloud.RunAsync(payload);

        Assert.Equal((status, field), (answered, problem.Text("field")));
    }

    [Fact]
    public async Task An_event_without_anything_in_it_is_answered_too()
    {
        var (status, problem) = await cloud.RunAsync("{}"u8.ToArray());

        Assert.Equal((404, "not_found"), (status, problem.Text("code")));
    }
}
