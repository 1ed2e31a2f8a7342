using LocalCloud.Bedrock.Faults;

namespace EndToEnd.Tests.Faults;

/// <summary>The faults of model and knowledge base, and what is then returned and stored.</summary>
internal static class FaultTable
{
    private const int Retries = Llama.LlamaClient.MaxCalls;

    // Each line: the fault, what the client gets, how the turn ends, how often the model is asked.
    public static IReadOnlyList<FaultRow> Rows { get; } =
    [
        new("throttle storm", [Rule(FaultKind.Throttle)], 429, "rate_limited", "rate_limited", Retries),
        new("one region down", [Rule(FaultKind.Unavailable) with { Region = "us-east-1" }], 200, null, "stop", 2) { Region = "us-west-2" },
        new("one region unreachable", [Rule(FaultKind.Disconnect) with { Region = "us-east-1" }], 200, null, "stop", 2)
        {
            Region = "us-west-2",
            UnsettledCalls = 1,
        },
        new("one region throttled once", [Rule(FaultKind.Throttle) with { Times = 1 }], 200, null, "stop", 2) { Region = "us-west-2" },
        new("both regions down", [Rule(FaultKind.Unavailable)], 503, "model_unavailable", "model_unavailable", Retries),
        new("both regions unreachable", [Rule(FaultKind.Disconnect)], 503, "model_unavailable", "model_unavailable", Retries)
        {
            UnsettledCalls = Retries,
        },
        new("whole answer cut in its body", [Rule(FaultKind.CutBody)], 503, "model_unavailable", null, Retries)
        {
            Ways = [Way.Chat],
            UnsettledCalls = Retries,
        },
        new("whole answer of one region cut in its body", [Rule(FaultKind.CutBody) with { Region = "us-east-1" }], 200, null, "stop", 2)
        {
            Ways = [Way.Chat],
            Region = "us-west-2",
            UnsettledCalls = 1,
        },
        new(
            "stream cut before its first byte",
            [Rule(FaultKind.CutMidStream) with { AfterChunks = 0 }],
            503,
            "model_unavailable",
            "model_unavailable",
            Retries
        )
        {
            Ways = [Way.Message, Way.MessageStreamed, Way.ChatStreamed],
            UnsettledCalls = Retries,
        },
        new("slow first token", [Rule(FaultKind.SlowFirstToken) with { DelayMs = 400 }], 200, null, "stop", 1),
        new("model fails", [Rule(FaultKind.ModelError)], 502, "model_error", "model_error", 1),
        new("access denied", [Rule(FaultKind.AccessDenied)], 503, "model_unavailable", "model_unavailable", 1),
        new("model at the end of its life", [Rule(FaultKind.EndOfLife)], 503, "model_retired", "model_retired", 1),
        new("model marked as legacy", [Rule(FaultKind.Legacy)], 503, "model_retired", "model_retired", 1),
        MidStream("fails mid-stream", FaultKind.FailMidStream),
        MidStream("cut mid-stream", FaultKind.CutMidStream),
        MidStream("frame with a bad CRC", FaultKind.BadCrc),
        MidStream("truncated frame", FaultKind.TruncateFrame),
        MidStream("oversized frame", FaultKind.OversizedFrame),
        MidStream("malformed chunk", FaultKind.MalformedChunk),
        MidStream("no last chunk", FaultKind.NoLastChunk),
        new("knowledge base down", [OfRetrieve(FaultKind.Unavailable)], 200, null, "stop", 1) { Retrieval = "unavailable" },
        new("knowledge base throttled", [OfRetrieve(FaultKind.Throttle)], 200, null, "stop", 1) { Retrieval = "unavailable" },
        new("knowledge base cut in its body", [OfRetrieve(FaultKind.CutBody)], 200, null, "stop", 1) { Retrieval = "unavailable" },
        new("required knowledge base down", [OfRetrieve(FaultKind.Unavailable)], 503, "model_unavailable", null, 0)
        {
            Retrieval = "unavailable",
            Variables = [("RETRIEVAL_REQUIRED", "true")],
        },
        new("guardrail blocks", [Rule(FaultKind.GuardrailBlocks)], 200, null, "guardrail", 1) { Variables = Guardrail },
        new("guardrail unknown", [Rule(FaultKind.GuardrailUnknown)], 503, "model_unavailable", "model_unavailable", 1)
        {
            Variables = Guardrail,
        },
    ];

    private static (string Name, string Value)[] Guardrail => [("GUARDRAIL_ID", "abc123"), ("GUARDRAIL_VERSION", "1")];

    private static FaultRow MidStream(string name, FaultKind fault) =>
        new(name, [Rule(fault) with { AfterChunks = 3 }], 502, "model_error", "model_error", 1) { IsMidStream = true };

    private static FaultRule Rule(FaultKind fault) => new() { Fault = fault };

    private static FaultRule OfRetrieve(FaultKind fault) => new() { Fault = fault, Operation = "Retrieve" };
}
