using Shared;

namespace Chat.Tests.Completions;

public class ChatRequestTests(LocalCloudFixture cloud)
{
    private const string Hello = """[{"role":"user","content":"Hello"}]""";

    [Theory]
    // Sampling, with the range.
    [InlineData("\"temperature\":1.5", "temperature", "0 to 1")]
    [InlineData("\"temperature\":-0.1", "temperature", "0 to 1")]
    [InlineData("\"temperature\":\"hot\"", "temperature", "a number")]
    [InlineData("\"temperature\":1e999", "temperature", "0 to 1")]
    [InlineData("\"top_p\":2", "top_p", "0 to 1")]
    [InlineData("\"top_p\":true", "top_p", "a number")]
    [InlineData("\"max_tokens\":0", "max_tokens", "1 to 2048")]
    [InlineData("\"max_tokens\":2049", "max_tokens", "1 to 2048")]
    [InlineData("\"max_tokens\":1.5", "max_tokens", "an integer")]
    [InlineData("\"max_tokens\":99999999999", "max_tokens", "an integer")]
    [InlineData("\"max_completion_tokens\":-1", "max_completion_tokens", "1 to 2048")]
    [InlineData("\"max_tokens\":5,\"max_completion_tokens\":6", "max_completion_tokens", "differ")]
    // What would change the answer and cannot be honoured.
    [InlineData("\"n\":2", "n", "not supported")]
    [InlineData("\"n\":\"1\"", "n", "not supported")]
    [InlineData("\"tools\":[{}]", "tools", "not supported")]
    [InlineData("\"tool_choice\":\"auto\"", "tool_choice", "not supported")]
    [InlineData("\"functions\":[{}]", "functions", "not supported")]
    [InlineData("\"function_call\":\"auto\"", "function_call", "not supported")]
    [InlineData("\"response_format\":{\"type\":\"json_object\"}", "response_format", "not supported")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\"}", "response_format", "not supported")]
    [InlineData("\"logprobs\":true", "logprobs", "not supported")]
    [InlineData("\"top_logprobs\":3", "top_logprobs", "not supported")]
    [InlineData("\"logit_bias\":{\"50256\":-100}", "logit_bias", "not supported")]
    [InlineData("\"presence_penalty\":0.5", "presence_penalty", "not supported")]
    [InlineData("\"frequency_penalty\":1", "frequency_penalty", "not supported")]
    [InlineData("\"modalities\":[\"text\",\"audio\"]", "modalities", "not supported")]
    [InlineData("\"audio\":{}", "audio", "not supported")]
    [InlineData("\"prediction\":{}", "prediction", "not supported")]
    [InlineData("\"web_search_options\":{}", "web_search_options", "not supported")]
    [InlineData("\"seed\":7", "seed", "not supported")]
    [InlineData("\"top_k\":5", "top_k", "not supported")]
    // The rest.
    [InlineData("\"model\":7", "model", "a string")]
    [InlineData("\"stream\":\"yes\"", "stream", "true or false")]
    [InlineData("\"stream\":true,\"stream_options\":[]", "stream_options", "an object")]
    [InlineData("\"stream\":true,\"stream_options\":{\"include_usage\":1}", "include_usage", "true or false")]
    [InlineData("\"stop\":7", "stop", "a string or an array")]
    [InlineData("\"stop\":[\"a\",7]", "stop", "a string or an array")]
    [InlineData("\"stop\":\"\"", "stop", "none of them empty")]
    [InlineData("\"stop\":[\"a\",\"\"]", "stop", "none of them empty")]
    [InlineData("\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]", "stop", "at most 4")]
    public Task A_field_that_cannot_be_honoured_is_named(string field, string param, string detail) =>
        AssertRefusedAsync($$"""{"messages":{{Hello}},{{field}}}""", param, detail);

    [Theory]
    [InlineData("""{}""", "messages", "required")]
    [InlineData("""{"messages":null}""", "messages", "required")]
    [InlineData("""{"messages":"Hello"}""", "messages", "an array")]
    [InlineData("""{"messages":[]}""", "messages", "is empty")]
    [InlineData("""{"messages":[{"role":"assistant","content":null}]}""", "messages", "at least one")]
    [InlineData("""{"messages":[{"role":"user","content":" "}]}""", "messages", "some text")]
    [InlineData("""{"messages":["Hello"]}""", "messages[0]", "an object")]
    [InlineData("""{"messages":[{"content":"Hello"}]}""", "messages[0].role", "required")]
    [InlineData("""{"messages":[{"role":1,"content":"Hello"}]}""", "messages[0].role", "a string")]
    [InlineData("""{"messages":[{"role":"tool","content":"Hello"}]}""", "messages[0].role", "system, developer, user or assistant")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "messages[0].content", "required")]
    [InlineData("""{"messages":[{"role":"user","content":null}]}""", "messages[0].content", "a string or an array")]
    [InlineData("""{"messages":[{"role":"user","content":{"text":"Hello"}}]}""", "messages[0].content", "a string or an array")]
    [InlineData("""{"messages":[{"role":"user","content":["Hello"]}]}""", "messages[0].content[0]", "an object")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages[0].content[0].text", "required")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":1}]}]}""", "messages[0].content[0].text", "a string")]
    [InlineData(
        """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}""",
        "messages[0].content[0].type",
        "is image_url, but must be text: the model reads no images"
    )]
    [InlineData(
        """{"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}]}""",
        "messages[0].content[0].type",
        "audio"
    )]
    [InlineData(
        """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","tool_calls":[{}]},{"role":"user","content":"c"}]}""",
        "messages[1].tool_calls",
        "no tools"
    )]
    [InlineData(
        """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}}]}""",
        "messages[1].function_call",
        "no tools"
    )]
    [InlineData(
        """{"messages":[{"role":"user","content":[{"type":"refusal","refusal":"No."}]}]}""",
        "messages[0].content[0].type",
        "is refusal, but must be text"
    )]
    public Task A_message_that_is_none_is_named(string body, string param, string detail) => AssertRefusedAsync(body, param, detail);

    [Theory]
    [InlineData("\"n\":1,\"presence_penalty\":0,\"frequency_penalty\":0.0,\"logprobs\":false,\"top_logprobs\":0,\"logit_bias\":{}")]
    [InlineData("\"tools\":[],\"tool_choice\":\"none\",\"functions\":[],\"function_call\":\"none\",\"parallel_tool_calls\":true")]
    [InlineData("\"response_format\":{\"type\":\"text\"},\"modalities\":[\"text\"]")]
    [InlineData("\"user\":\"u1\",\"store\":false,\"metadata\":{\"a\":\"b\"},\"service_tier\":\"auto\",\"something_new\":[1]")]
    [InlineData(
        "\"temperature\":null,\"top_p\":null,\"max_tokens\":null,\"stop\":null,\"stream\":null,\"tools\":null,\"n\":null,\"model\":null"
    )]
    [InlineData("\"max_tokens\":64.0,\"n\":1.0")]
    [InlineData("\"temperature\":0,\"top_p\":1,\"max_tokens\":2048,\"max_completion_tokens\":2048")]
    [InlineData("\"model\":\"meta.llama2-13b-chat-v1\",\"stop\":[\"a\",\"b\",\"c\",\"d\"],\"stream_options\":null")]
    public async Task Harmless_fields_are_accepted(string fields)
    {
        using var answer = await cloud.PostAsync("chat/completions", $$"""{"messages":{{Hello}},{{fields}}}""");

        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_model_that_is_not_offered_is_404_model_not_found_and_names_those_that_are()
    {
        using var answer = await cloud.PostAsync("chat/completions", $$"""{"messages":{{Hello}},"model":"gpt-4o"}""");

        var (status, error) = await answer.OpenAIErrorAsync();
        Assert.Equal((404, "model_not_found", "model"), (status, error.Text("code"), error.Text("param")));
        Assert.Contains("meta.llama2-13b-chat-v1", error.Text("message"), StringComparison.Ordinal);
    }

    private async Task AssertRefusedAsync(string body, string param, string detail)
    {
        using var answer = await cloud.PostAsync("chat/completions", body);

        var (status, error) = await answer.OpenAIErrorAsync();
        Assert.Equal((400, "invalid_request", "invalid_request_error"), (status, error.Text("code"), error.Text("type")));
        Assert.Equal(param, error.Text("param"));
        Assert.Contains(detail, error.Text("message"), StringComparison.Ordinal);
        Assert.Equal(["code", "message", "param", "type"], error.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal));
    }
}
