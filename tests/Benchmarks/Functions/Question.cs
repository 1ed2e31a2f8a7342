using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LocalCloud.Settings;

namespace Benchmarks.Functions;

/// <summary>An event, and what the right answer to it says.</summary>
internal sealed record Question(byte[] Event, Action<string> Check)
{
    /// <summary>The Cognito subject of the sample event.</summary>
    public const string Owner = "5f1c2d3e-0a1b-4c2d-8e3f-123456789abc";

    private static readonly string _sample = File.ReadAllText(Path.Combine(Checkout.Root, "events", "chat.json"));

    private static string Text(int number) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Answer {number}: the tide, the moon and the lighthouse keep the same time, and so do the boats, the gulls and the old clock on the pier."
        );

    /// <summary>A chat with a system prompt and one turn before.</summary>
    public static Question Chat(int number) =>
        new(
            EventOf("/chat/completions", "/chat/completions", ChatBody($"echo: {Text(number)}", stream: false)),
            body =>
                Require(
                    body,
                    "content of the message",
                    Text(number),
                    Json(body)["choices"]?[0]?["message"]?["content"],
                    Json(body)["usage"]?["completion_tokens"]
                )
        );

    /// <summary>A message to a conversation.</summary>
    public static Question Message(string conversation, int number) =>
        Message(conversation, new Units.Exchange($"echo: {Text(number)}", Text(number)));

    /// <summary>A message to a conversation, and the answer that is expected.</summary>
    public static Question Message(string conversation, Units.Exchange exchange) =>
        new(
            EventOf(
                "/conversations/{id}/messages",
                $"/conversations/{conversation}/messages",
                new JsonObject { ["content"] = exchange.User },
                conversation
            ),
            body =>
                Require(
                    body,
                    "content of the message",
                    exchange.Assistant,
                    Json(body)["message"]?["content"],
                    Json(body)["usage"]?["completion_tokens"]
                )
        );

    /// <summary>A chat that is answered as a stream, with an event for each of the model's pieces.</summary>
    public static Question Stream(int count) =>
        new(
            EventOf("/chat/completions", "/chat/completions", ChatBody($"count to {count}", stream: true)),
            body => CheckStream(body, StreamClock.Counted(count))
        );

    /// <summary>A stream of so many pieces, all of one length but the first, which can tell whose it is.</summary>
    public static Question Song(int pieces, string first = "la") =>
        new(
            EventOf("/chat/completions", "/chat/completions", ChatBody($"echo: {Sung(pieces, first)}", stream: true)),
            body => CheckStream(body, Sung(pieces, first))
        );

    /// <summary>What it says.</summary>
    public static string Sung(int pieces, string first = "la") => string.Join(' ', Enumerable.Repeat("la", pieces - 1).Prepend(first));

    private static void CheckStream(string body, string expected)
    {
        var events = body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var text = string.Concat(
            events.SkipLast(1).Select(item => (string?)Json(item["data: ".Length..])["choices"]?[0]?["delta"]?["content"])
        );
        if (events[^1] != "data: [DONE]" || text.Trim() != expected)
        {
            throw new InvalidDataException($"a stream is wrong: {body}");
        }
    }

    private static void Require(string body, string what, string expected, JsonNode? actual, JsonNode? tokens)
    {
        if ((string?)actual != expected || (int?)tokens is not > 0)
        {
            throw new InvalidDataException($"the {what} is wrong, or the tokens are missing: {body}");
        }
    }

    private static JsonNode Json(string body) => JsonNode.Parse(body) ?? throw new InvalidDataException($"an answer is no JSON: {body}");

    private static JsonObject ChatBody(string content, bool stream) =>
        new()
        {
            ["model"] = "meta.llama2-13b-chat-v1",
            ["messages"] = new JsonArray(
                Said("system", "You keep a lighthouse. Be brief."),
                Said("user", "When is high tide?"),
                Said("assistant", "At noon."),
                Said("user", content)
            ),
            ["max_tokens"] = 2000,
            ["stream"] = stream,
        };

    private static JsonObject Said(string role, string content) => new() { ["role"] = role, ["content"] = content };

    /// <summary>A message that is answered as a stream.</summary>
    public static Question MessageStream(string conversation, int number)
    {
        var (asked, accept) = (Message(conversation, number), "text/event-stream");
        var json = JsonNode.Parse(asked.Event)!;
        json["headers"]!["Accept"] = accept;
        json["multiValueHeaders"]!["Accept"] = new JsonArray(accept);

        return new(
            Encoding.UTF8.GetBytes(json.ToJsonString()),
            body => asked.Check(body[(body.LastIndexOf("data: ", StringComparison.Ordinal) + "data: ".Length)..])
        );
    }

    /// <summary>The same under an Idempotency-Key.</summary>
    public Question WithKey(string key)
    {
        var json = JsonNode.Parse(Event)!;
        json["headers"]!["Idempotency-Key"] = key;
        json["multiValueHeaders"]!["Idempotency-Key"] = new JsonArray(key);

        return this with
        {
            Event = Encoding.UTF8.GetBytes(json.ToJsonString()),
        };
    }

    /// <summary>Any body to POST /chat/completions.</summary>
    public static byte[] ChatEvent(string body) => EventOf("/chat/completions", "/chat/completions", body);

    private static byte[] EventOf(string resource, string path, JsonObject body, string? id = null) =>
        EventOf(resource, path, body.ToJsonString(), id);

    private static byte[] EventOf(string resource, string path, string body, string? id = null)
    {
        var json = JsonNode.Parse(_sample)!;
        json["resource"] = resource;
        json["path"] = path;
        json["requestContext"]!["resourcePath"] = resource;
        json["pathParameters"] = id is null ? null : new JsonObject { ["id"] = id };
        json["body"] = body;

        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
