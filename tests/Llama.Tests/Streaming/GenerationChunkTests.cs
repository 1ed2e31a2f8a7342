using System.Text;
using System.Text.Json;
using Llama.Streaming;

namespace Llama.Tests.Streaming;

public sealed class GenerationChunkTests
{
    [Theory]
    [InlineData("""{"generation":"Hi","prompt_token_count":10,"generation_token_count":1,"stop_reason":null}""", "Hi", 10, 1, null)]
    [InlineData("""{"generation":" you","prompt_token_count":null,"generation_token_count":2,"stop_reason":null}""", " you", null, 2, null)]
    [InlineData(
        """{"generation":"","prompt_token_count":null,"generation_token_count":3,"stop_reason":"stop"}""",
        "",
        null,
        3,
        StopReason.Stop
    )]
    [InlineData("""{"generation":"!","generation_token_count":3,"stop_reason":"length"}""", "!", null, 3, StopReason.Length)]
    [InlineData("""{"stop_reason":"content_filter"}""", "", null, null, StopReason.Stop)]
    [InlineData("""{"generation":null,"prompt_token_count":null,"generation_token_count":null}""", "", null, null, null)]
    [InlineData("{}", "", null, null, null)]
    [InlineData(" \n{ } ", "", null, null, null)]
    [InlineData("""{"amazon-bedrock-invocationMetrics":null,"generation":"Hi"}""", "Hi", null, null, null)]
    [InlineData("""{"amazon-bedrock-trace":null,"generation":"Hi"}""", "Hi", null, null, null)]
    [InlineData("""{"amazon-bedrock-trace":"none","generation":"Hi"}""", "Hi", null, null, null)]
    public void A_chunk_has_the_fields_of_its_JSON(
        string json,
        string text,
        int? promptTokens,
        int? completionTokens,
        StopReason? stopReason
    )
    {
        Assert.Equal(new(text, promptTokens, completionTokens, stopReason), Parse(json));
    }

    [Fact]
    public void Unknown_fields_are_ignored_at_any_depth()
    {
        var chunk = Parse(
            """
            {"p":"abc","x":[{"generation":"no"},[1]],"generation":"yes","y":true,"z":1.5,"metrics":{"inputTokenCount":9},
             "amazon-bedrock-invocationMetrics":{"invocationLatency":1,"generation":"no","stop_reason":"length","deep":{"prompt_token_count":9}},
             "stop_reason":"stop"}
            """
        );

        Assert.Equal(new("yes", null, null, StopReason.Stop), chunk);
    }

    [Theory]
    [InlineData(
        """{"prompt_token_count":null,"generation_token_count":null,"amazon-bedrock-invocationMetrics":{"inputTokenCount":9,"outputTokenCount":4,"invocationLatency":1}}""",
        9,
        4
    )]
    [InlineData(
        """{"amazon-bedrock-invocationMetrics":{"inputTokenCount":9,"outputTokenCount":4},"prompt_token_count":null,"generation_token_count":null}""",
        9,
        4
    )]
    [InlineData(
        """{"prompt_token_count":1,"generation_token_count":2,"amazon-bedrock-invocationMetrics":{"inputTokenCount":9,"outputTokenCount":4}}""",
        1,
        2
    )]
    [InlineData(
        """{"amazon-bedrock-invocationMetrics":{"inputTokenCount":9,"outputTokenCount":4},"prompt_token_count":1,"generation_token_count":2}""",
        1,
        2
    )]
    [InlineData("""{"generation_token_count":2,"amazon-bedrock-invocationMetrics":[{"inputTokenCount":9}]}""", null, 2)]
    [InlineData("""{"generation_token_count":2,"amazon-bedrock-invocationMetrics":null}""", null, 2)]
    public void Counts_that_are_missing_are_the_metrics(string json, int? promptTokens, int? completionTokens)
    {
        Assert.Equal(new("", promptTokens, completionTokens, null), Parse(json));
    }

    [Theory]
    [InlineData("""{}""", null)]
    [InlineData("""{"amazon-bedrock-guardrailAction":null}""", null)]
    [InlineData("""{"amazon-bedrock-guardrailAction":"NONE"}""", GuardrailAction.None)]
    [InlineData("""{"amazon-bedrock-guardrailAction":"INTERVENED"}""", GuardrailAction.Intervened)]
    [InlineData("""{"amazon-bedrock-guardrailAction":"NOT_KNOWN_YET"}""", GuardrailAction.Intervened)]
    [InlineData("""{"amazon-bedrock-guardrailAction":"INTERVENED","amazon-bedrock-trace":null}""", GuardrailAction.Intervened)]
    [InlineData(
        """{"amazon-bedrock-guardrailAction":"INTERVENED","amazon-bedrock-trace":{"guardrail":{"modelOutput":["\"action\":\"BLOCKED\""]}}}""",
        GuardrailAction.Intervened
    )]
    [InlineData(
        """{"amazon-bedrock-guardrailAction":"INTERVENED","amazon-bedrock-trace":{"guardrail":{"input":{"abc":{"x":{"filters":[{"action":"ANONYMIZED","match":"BLOCKED"},{"action":{"action":"NONE"}},{"action":5}]}}}}}}""",
        GuardrailAction.Anonymized
    )]
    [InlineData(
        """{"amazon-bedrock-trace":{"guardrail":{"outputs":[{"abc":{"x":[{"action":"BLOCKED"},{"action":"ANONYMIZED"}]}}]}},"amazon-bedrock-guardrailAction":"INTERVENED"}""",
        GuardrailAction.Blocked
    )]
    [InlineData(
        """{"amazon-bedrock-guardrailAction":"NONE","amazon-bedrock-trace":{"guardrail":{"input":{"abc":{"x":[{"action":"NONE","match":"seen only"}]}}}}}""",
        GuardrailAction.None
    )]
    public void A_guardrails_action_shows_an_intervention_and_its_trace_which_one(string json, GuardrailAction? expected)
    {
        Assert.Equal(new("", null, null, null, expected), Parse(json));
    }

    [Fact]
    public void What_follows_a_trace_is_read()
    {
        var chunk = Parse("""{"amazon-bedrock-trace":{"a":[{"b":{}}]},"generation":"yes","stop_reason":"stop"}""");

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
    [InlineData("""{"amazon-bedrock-guardrailAction":{}}""")]
    [InlineData("""{"amazon-bedrock-trace":{"guardrail":[""")]
    [InlineData("""{"amazon-bedrock-invocationMetrics":{"inputTokenCount":1""")]
    public void What_is_not_a_chunk_is_refused(string json)
    {
        Assert.ThrowsAny<JsonException>(() => Parse(json));
    }

    private static GenerationChunk Parse(string json) => GenerationChunk.Parse(Encoding.UTF8.GetBytes(json), new());
}
