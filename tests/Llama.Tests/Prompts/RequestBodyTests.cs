using System.Text.Json;
using Llama.Invocation;

namespace Llama.Tests.Prompts;

public sealed class RequestBodyTests
{
    [Fact]
    public void The_body_is_the_models_own_with_every_parameter()
    {
        var body = RequestBody.Write(
            "a \"b\"\n日🦙",
            new()
            {
                Temperature = 0.25,
                TopP = 1,
                MaxGenLen = 7,
            }
        );

        using var json = JsonDocument.Parse(body);
        Assert.Equal(["prompt", "temperature", "top_p", "max_gen_len"], json.RootElement.EnumerateObject().Select(field => field.Name));
        Assert.Equal("a \"b\"\n日🦙", json.RootElement.GetProperty("prompt").GetString());
        Assert.Equal(0.25, json.RootElement.GetProperty("temperature").GetDouble());
        Assert.Equal(1, json.RootElement.GetProperty("top_p").GetDouble());
        Assert.Equal("7", json.RootElement.GetProperty("max_gen_len").GetRawText());
    }

    [Fact]
    public void Half_a_character_is_sent_as_a_replacement()
    {
        var body = RequestBody.Write("a\ude00b\ud83d", InferenceParameters.Default);

        using var json = JsonDocument.Parse(body);
        Assert.Equal("a\ufffdb\ufffd", json.RootElement.GetProperty("prompt").GetString());
    }
}
