using System.Text.Encodings.Web;
using System.Text.Json.Nodes;

namespace Shared;

/// <summary>What tests ask of an answer.</summary>
internal static class Answers
{
    public static Task<string> TextAsync(this HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage answer) => Parse(await answer.TextAsync());

    public static async Task<IReadOnlyList<StreamedEvent>> EventsAsync(this HttpResponseMessage answer) =>
        StreamedEvent.ReadAll(await answer.TextAsync());

    /// <summary>The status, and the error as OpenAI's clients see it.</summary>
    public static async Task<(int Status, JsonNode Error)> OpenAIErrorAsync(this HttpResponseMessage answer) =>
        ((int)answer.StatusCode, (await answer.JsonAsync())["error"]!);

    public static string? Header(this HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    public static JsonNode Parse(string json) => JsonNode.Parse(json)!;

    public static string Text(this JsonNode node, string name) => node[name]!.GetValue<string>();

    public static int Number(this JsonNode node, string name) => node[name]!.GetValue<int>();

    public static string ChatBody(string content, string more = "") =>
        $$"""{"messages":[{"role":"user","content":{{Quoted(content)}}}]{{(more.Length == 0 ? "" : "," + more)}}}""";

    public static string Quoted(string text) => $"\"{JavaScriptEncoder.Default.Encode(text)}\"";
}
