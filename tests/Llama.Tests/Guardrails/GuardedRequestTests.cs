using Llama.Tests.Client;
using Shared;

namespace Llama.Tests.Guardrails;

public sealed class GuardedRequestTests
{
    private const string Answer = """{"generation":"Hi","stop_reason":"stop","amazon-bedrock-guardrailAction":"NONE"}""";

    private static readonly byte[] _body = "{}"u8.ToArray();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_operations_name_the_guardrail_and_ask_how_it_judged()
    {
        await using WireLlama whole = new(WireServer.Answering(200, Answer), guardrail: new("abc123", "7"));
        await using var streamed = WireLlama.Guarded(EventFrame.Chunk(Answer));

        await whole.Llama.InvokeAsync(Emulator.Ask("Hi"), cancellationToken: Cancelled);
        await streamed.StreamAsync();

        Assert.All([whole.Request, streamed.Request], request => Assert.Equal(("abc123", "7", "ENABLED"), Headers(request)));
    }

    [Fact]
    public async Task Raw_calls_name_it_too_and_do_not_ask_for_a_trace_that_their_caller_would_see()
    {
        await using WireLlama whole = new(WireServer.Answering(200, Answer), guardrail: new("abc123", "DRAFT"));
        await using var streamed = WireLlama.Guarded(EventFrame.Chunk(Answer));

        await whole.Llama.InvokeAsync(_body, Cancelled);
        await streamed.Llama.StreamAsync(_body, Cancelled).ToListAsync(Cancelled);

        Assert.Equal(("abc123", "DRAFT", null), Headers(whole.Request));
        Assert.Equal(("abc123", "7", null), Headers(streamed.Request));
    }

    [Fact]
    public async Task Without_a_guardrail_nothing_is_said_of_one()
    {
        await using WireLlama wire = new(WireServer.Answering(200, Answer));

        await wire.Llama.InvokeAsync(Emulator.Ask("Hi"), cancellationToken: Cancelled);

        Assert.Equal((null, null, null), Headers(wire.Request));
    }

    private static (string?, string?, string?) Headers(WireRequest request) =>
        (
            request.Headers.GetValueOrDefault("X-Amzn-Bedrock-GuardrailIdentifier"),
            request.Headers.GetValueOrDefault("X-Amzn-Bedrock-GuardrailVersion"),
            request.Headers.GetValueOrDefault("X-Amzn-Bedrock-Trace")
        );
}
