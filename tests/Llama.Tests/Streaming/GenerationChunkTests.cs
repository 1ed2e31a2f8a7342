using System.Text;
using System.Text.Json;

namespace Llama.Tests.Streaming;

public sealed class GenerationChunkTests
{
    [Theory]
    [InlineData("""{"generation":"Hi","prompt_token_count":10,"generation_token_count":1,"stop_reason":null}""", "Hi", 10, 1, null)]
    [InlineData("""{"generation":" you","prompt_token_count":null,"generation_token_count":2,"stop_reason":null}""", " you", null, 2, null)]
    [InlineData("""{"generation":"","prompt_token_count":null,"generation_token_count":3,"stop_reason":"stop"}""", "", null, 3, StopReason.Stop)]
    [InlineData("""{"generation":"!","generation_token_count":3,"stop_reason":"length"}""", "!", null, 3, StopReason.Length)]
    [InlineData("""{"stop_reason":"content_filter"}""", "", null, null, StopReason.Stop)]
    [InlineData("""{"generation":null,"prompt_token_count":null,"generation_token_count":null}""", "", null, null, null)]
    [InlineData("{}", "", null, null, null)]
    [InlineData(" \n{ } ", "", null, null, null)]
    public void A_chunk_has_what_it_tells(string json, string text, int? promptTokens, int? completionTokens, StopReason? stopReason)
    {
        Assert.Equal(new(text, promptTokens, completionTokens, stopReason), Parse(json));
    }

    [Fact]
    public void What_is_not_known_is_passed_over_however_deep()
    {
        var chunk = Parse("""
            {"p":"abc","x":[{"generation":"no"},[1]],"generation":"yes","y":true,"z":1.5,
             "amazon-bedrock-invocationMetrics":{"inputTokenCount":1,"generation":"no","stop_reason":"length","deep":{"prompt_token_count":9}},
             "amazon-bedrock-guardrailAction":"NONE","stop_reason":"stop"}
            """);

        Assert.Equal(new("yes", null, null, StopReason.Stop), chunk);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Hi")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"generation\"")]
    [InlineData("""{"generation":""")]
    [InlineData("""{"generation":"Hi" """)]
    [InlineData("""{"generation":"Hi"}{"generation":"there"}""")]
    [InlineData("""{"generation":"Hi"} x""")]
    [InlineData("""{"generation":1}""")]
    [InlineData("""{"generation":["Hi"]}""")]
    [InlineData("""{"generation":"\x"}""")]
    [InlineData("""{"generation":"\u12"}""")]
    [InlineData("""{"prompt_token_count":"1"}""")]
    [InlineData("""{"prompt_token_count":1.5}""")]
    [InlineData("""{"generation_token_count":2147483648}""")]
    [InlineData("""{"generation_token_count":{}}""")]
    [InlineData("""{"stop_reason":1}""")]
    public void What_is_not_a_chunk_is_refused(string json)
    {
        Assert.ThrowsAny<JsonException>(() => Parse(json));
    }

    private static GenerationChunk Parse(string json) => GenerationChunk.Parse(Encoding.UTF8.GetBytes(json), new());
}
