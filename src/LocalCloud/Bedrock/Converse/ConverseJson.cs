using System.Text.Json;
using LocalCloud.Bedrock.Models;
using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.Converse;

/// <summary>The answers of Converse, and the events of ConverseStream.</summary>
internal static class ConverseJson
{
    public static byte[] Whole(Generation answer, TimeSpan elapsed) =>
        WireJson.Object(json =>
        {
            json.WriteStartObject("output");
            json.WriteStartObject("message");
            json.WriteString("role", "assistant");
            json.WriteStartArray("content");
            json.WriteStartObject();
            json.WriteString("text", answer.Text);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteString("stopReason", StopReason(answer));
            WriteUsage(json, answer, elapsed);
        });

    public static byte[] MessageStart() =>
        EventStreamFrame.Event("messageStart", WireJson.Object(json => json.WriteString("role", "assistant")));

    public static byte[] Delta(string text) =>
        EventStreamFrame.Event(
            "contentBlockDelta",
            WireJson.Object(json =>
            {
                json.WriteNumber("contentBlockIndex", 0);
                json.WriteStartObject("delta");
                json.WriteString("text", text);
                json.WriteEndObject();
            })
        );

    /// <summary>The events after the last text.</summary>
    public static byte[] End(Generation last, TimeSpan elapsed) =>
        [
            .. EventStreamFrame.Event("contentBlockStop", WireJson.Object(json => json.WriteNumber("contentBlockIndex", 0))),
            .. EventStreamFrame.Event("messageStop", WireJson.Object(json => json.WriteString("stopReason", StopReason(last)))),
            .. EventStreamFrame.Event("metadata", WireJson.Object(json => WriteUsage(json, last, elapsed))),
        ];

    public static byte[] Tokens(int count) => WireJson.Object(json => json.WriteNumber("inputTokens", count));

    private static string StopReason(Generation answer) => answer.StopReason == "length" ? "max_tokens" : "end_turn";

    private static void WriteUsage(Utf8JsonWriter json, Generation answer, TimeSpan elapsed)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("inputTokens", answer.PromptTokens);
        json.WriteNumber("outputTokens", answer.GeneratedTokens);
        json.WriteNumber("totalTokens", answer.PromptTokens + answer.GeneratedTokens);
        json.WriteEndObject();
        json.WriteStartObject("metrics");
        json.WriteNumber("latencyMs", (long)elapsed.TotalMilliseconds);
        json.WriteEndObject();
    }
}
