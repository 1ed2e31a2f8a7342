using Llama.Tests.Client;
using Shared;

namespace Llama.Tests.Guardrails;

public sealed class GuardedAnswerTests
{
    private const string BlockedTrace =
        ""","amazon-bedrock-trace":{"guardrail":{"input":{"abc123":{"topicPolicy":{"topics":[{"name":"secret","type":"DENY","action":"BLOCKED"}]}}}}}""";
    private const string MaskedTrace =
        ""","amazon-bedrock-trace":{"guardrail":{"outputs":[{"abc123":{"sensitiveInformationPolicy":{"piiEntities":[{"type":"EMAIL","match":"a@b.c","action":"ANONYMIZED"}]}}}]}}""";
    private const string Intervened = ""","amazon-bedrock-guardrailAction":"INTERVENED" """;

    private const string First = """{"generation":"one ","prompt_token_count":10,"generation_token_count":2,"stop_reason":null}""";
    private const string Stop = """{"generation":"","prompt_token_count":null,"generation_token_count":4,"stop_reason":"stop"}""";
    private const string Length = """{"generation":"","prompt_token_count":null,"generation_token_count":4,"stop_reason":"length"}""";
    private const string Verdict = """{"generation":"","amazon-bedrock-guardrailAction":"INTERVENED"}""";
    private const string Sorry = """{"generation":"Sorry.","prompt_token_count":null,"generation_token_count":null,"stop_reason":null""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, StopReason, TokenUsage, GuardrailAction> WholeBodies =>
        new()
        {
            { """{"generation":"Sorry.","stop_reason":"stop"}""", StopReason.Stop, default, GuardrailAction.None },
            {
                $$"""{"generation":"Sorry.","stop_reason":"length","prompt_token_count":9,"generation_token_count":3{{Intervened}}{{MaskedTrace}}}""",
                StopReason.Length,
                new(9, 3),
                GuardrailAction.Anonymized
            },
            { $$"""{"generation":"Sorry."{{Intervened}}{{BlockedTrace}}}""", StopReason.Guardrail, default, GuardrailAction.Blocked },
            {
                $$"""{"generation":"Sorry.","stop_reason":"stop","prompt_token_count":9,"generation_token_count":3{{Intervened}}}""",
                StopReason.Guardrail,
                new(9, 3),
                GuardrailAction.Intervened
            },
        };

    [Theory]
    [MemberData(nameof(WholeBodies))]
    public async Task A_buffered_answer_contains_what_the_guardrail_did(
        string body,
        StopReason reason,
        TokenUsage usage,
        GuardrailAction action
    )
    {
        await using WireLlama wire = new(WireServer.Answering(200, body), guardrail: new("abc123", "7"));

        var answer = await wire.Llama.InvokeAsync(Emulator.Ask("Hi"), cancellationToken: Cancelled);

        Assert.Equal(new("Sorry.", reason, usage, action) { Region = LoopbackBedrock.Region }, answer);
    }

    [Theory]
    [InlineData(Sorry + Intervened + BlockedTrace + "}", GuardrailAction.Blocked)]
    [InlineData(Sorry + Intervened + "}", GuardrailAction.Intervened)]
    public async Task A_stream_of_nothing_but_the_guardrails_message_is_whole(string chunk, GuardrailAction action)
    {
        await using var guarded = WireLlama.Guarded(EventFrame.Chunk(chunk));
        await using var enforced = WireLlama.Chunks(chunk);

        foreach (var heard in (Heard[])[await guarded.StreamAsync(), await enforced.StreamAsync(), await enforced.StreamAsync(["never"])])
        {
            Assert.Equal(("Sorry.", action), (heard.Text, Assert.Single(heard.Guardrails)));
            Assert.Equal(new(StopReason.Guardrail, default, action) { Region = LoopbackBedrock.Region }, heard.Completed);
        }
    }

    [Fact]
    public async Task A_raw_stream_of_nothing_but_the_guardrails_message_is_whole_too()
    {
        await using var wire = WireLlama.Guarded(EventFrame.Chunk(Sorry + Intervened + "}"));

        var chunks = await wire.Llama.StreamAsync("{}"u8.ToArray(), Cancelled).ToListAsync(Cancelled);

        Assert.Equal(Sorry + Intervened + "}", System.Text.Encoding.UTF8.GetString(Assert.Single(chunks).Utf8.Span));
    }

    public static TheoryData<string[], StopReason, GuardrailAction> Orders =>
        new()
        {
            { [$"{First[..^1]}{Intervened}{MaskedTrace}}}", Stop], StopReason.Stop, GuardrailAction.Anonymized },
            { [First, $"{Stop[..^1]}{Intervened}{MaskedTrace}}}"], StopReason.Stop, GuardrailAction.Anonymized },
            { [First, Stop, $"{Verdict[..^1]}{MaskedTrace}}}"], StopReason.Stop, GuardrailAction.Anonymized },
            { [First, Length, $"{Verdict[..^1]}{MaskedTrace}}}"], StopReason.Length, GuardrailAction.Anonymized },
            { [First, Verdict, Stop, $$"""{"generation":""{{MaskedTrace}}}"""], StopReason.Stop, GuardrailAction.Anonymized },
            { [$$"""{"generation":""{{BlockedTrace}}}""", First, Stop, Verdict], StopReason.Guardrail, GuardrailAction.Blocked },
            { [Verdict, First, Stop], StopReason.Guardrail, GuardrailAction.Intervened },
            { [First, Stop, Verdict], StopReason.Guardrail, GuardrailAction.Intervened },
            {
                [First, """{"generation":"","amazon-bedrock-guardrailAction":"NONE"}""", Stop, Verdict],
                StopReason.Guardrail,
                GuardrailAction.Intervened
            },
            {
                [Verdict, First, $$"""{{Stop[..^1]}},"amazon-bedrock-guardrailAction":"NONE"}"""],
                StopReason.Guardrail,
                GuardrailAction.Intervened
            },
            { [First, Stop], StopReason.Stop, GuardrailAction.None },
            { [First, $$"""{{Stop[..^1]}},"amazon-bedrock-guardrailAction":"NONE"}"""], StopReason.Stop, GuardrailAction.None },
        };

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task A_guardrails_action_counts_wherever_it_is_in_a_stream(string[] chunks, StopReason reason, GuardrailAction action)
    {
        await using var wire = WireLlama.Guarded([.. chunks.Select(EventFrame.Chunk)]);

        var heard = await wire.StreamAsync();

        Assert.Equal(["one "], heard.Texts);
        Assert.Equal(new(reason, new(10, 4), action) { Region = LoopbackBedrock.Region }, heard.Completed);
    }

    [Fact]
    public async Task Text_that_came_before_a_block_stays_and_its_tokens_count()
    {
        await using var wire = WireLlama.Guarded(EventFrame.Chunk(First), EventFrame.Chunk(Sorry + Intervened + BlockedTrace + "}"));

        var heard = await wire.StreamAsync();

        Assert.Equal(["one ", "Sorry."], heard.Texts);
        Assert.Equal([GuardrailAction.None, GuardrailAction.Blocked], heard.Guardrails);
        Assert.Equal(new(StopReason.Guardrail, new(10, 2), GuardrailAction.Blocked) { Region = LoopbackBedrock.Region }, heard.Completed);
    }

    [Fact]
    public async Task What_the_metrics_tell_of_a_blocked_answer_is_its_usage()
    {
        await using var wire = WireLlama.Guarded(
            EventFrame.Chunk(
                Sorry + Intervened + BlockedTrace + ""","amazon-bedrock-invocationMetrics":{"inputTokenCount":9,"outputTokenCount":4}}"""
            )
        );

        var heard = await wire.StreamAsync();

        Assert.Equal(new(9, 4), heard.Completed?.Usage);
    }

    [Fact]
    public async Task A_break_after_both_had_their_last_word_does_no_harm()
    {
        await using var wire = WireLlama.Guarded(
            EventFrame.Chunk(First),
            EventFrame.Chunk($$"""{{Stop[..^1]}},"amazon-bedrock-guardrailAction":"NONE"}"""),
            EventFrame.Exception("internalServerException", "late")
        );

        var heard = await wire.StreamAsync();

        Assert.Equal(("one ", null, StopReason.Stop), (heard.Text, heard.Error, heard.Completed?.StopReason));
    }

    [Fact]
    public async Task A_break_before_the_guardrail_said_anything_breaks_the_answer()
    {
        await using var wire = WireLlama.Guarded(
            EventFrame.Chunk(First),
            EventFrame.Chunk(Stop),
            EventFrame.Exception("internalServerException", "early")
        );

        var heard = await wire.StreamAsync();

        Assert.Equal((LlamaError.Interrupted, "one ", new(10, 4)), (heard.Error!.Error, heard.Error.PartialText, heard.Error.PartialUsage));
    }

    public static TheoryData<string[]> Cut =>
        new() { new string[] { $"{First[..^1]}{Intervened}{MaskedTrace}}}" }, new string[] { Verdict, First } };

    [Theory]
    [MemberData(nameof(Cut))]
    public async Task A_models_answer_that_is_cut_off_is_broken_though_the_guardrail_spoke(string[] chunks)
    {
        await using var wire = WireLlama.Guarded([.. chunks.Select(EventFrame.Chunk)]);

        var heard = await wire.StreamAsync();

        Assert.Equal((LlamaError.Interrupted, "one "), (heard.Error!.Error, heard.Error.PartialText));
    }

    [Fact]
    public async Task A_stop_sequence_ends_a_guarded_answer_too_and_keeps_the_guardrails_action()
    {
        await using var wire = WireLlama.Guarded(
            EventFrame.Chunk($"{First[..^1]}{Intervened}{MaskedTrace}}}"),
            EventFrame.Chunk("""{"generation":"STOP two"}""")
        );

        var heard = await wire.StreamAsync(["STOP"]);

        Assert.Equal("one ", heard.Text);
        Assert.Equal(new(StopReason.Stop, new(10, 2), GuardrailAction.Anonymized) { Region = LoopbackBedrock.Region }, heard.Completed);
    }
}
