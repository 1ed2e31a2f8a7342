using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Chat.Http;
using Llama;

namespace Chat.Conversations;

/// <summary>
/// A request for an answer: to a new message, another one to an earlier message, or the rest of an answer that was cut off.
/// </summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Content">The new message; null for the other kinds.</param>
/// <param name="Parent">The turn that a new message follows; null for the active turn.</param>
/// <param name="Turn">The turn to regenerate or continue; null for the last one.</param>
/// <param name="Parameters">The sampling parameters; null for the conversation's.</param>
internal sealed record MessageRequest(MessageKind Kind, string? Content, int? Parent, int? Turn, JsonElement? Parameters)
{
    // Turn numbers have six digits.
    public const int MaxTurn = 999_999;

    private static readonly string[] _fields = ["content", "parent", "regenerate", "continue", "turn", "parameters", "retrieval"];

    /// <summary>The turn that the request names; null for none.</summary>
    public int? Named => Parent ?? Turn;

    /// <exception cref="ProblemException">Not one of the three kinds, or with a field that this kind does not have.</exception>
    public static MessageRequest Read(JsonElement body)
    {
        if (body.TryGetProperty("stream", out _))
        {
            throw ProblemException.Invalid(
                "stream",
                "is not a field of a message; send Accept: text/event-stream to have the answer streamed"
            );
        }

        if (body.EnumerateObject().Select(field => field.Name).FirstOrDefault(name => !_fields.Contains(name)) is { } unknown)
        {
            throw ProblemException.Invalid(
                unknown,
                "is not a field of a message; use content and parent, or regenerate or continue and turn; and parameters and retrieval"
            );
        }

        var kind = (body.OptionalBoolean("regenerate") ?? false, body.OptionalBoolean("continue") ?? false) switch
        {
            (true, true) => throw ProblemException.Invalid("continue", "does not go with regenerate"),
            (true, _) => MessageKind.Regenerate,
            (_, true) => MessageKind.Continue,
            _ => MessageKind.Content,
        };
        var content = body.Optional("content", JsonValueKind.String)?.GetString();
        MessageRequest message = new(
            kind,
            content,
            Number(body, "parent"),
            Number(body, "turn"),
            body.Optional("parameters", JsonValueKind.Object)
        );

        return kind == MessageKind.Content ? message.RequireContent() : message.RequireNone(body);
    }

    /// <summary>Identifies the request among those with the same key.</summary>
    public static string Fingerprint(string conversation, JsonElement body) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{conversation}\n"), .. CanonicalJson.Utf8(body)]));

    /// <returns>Null if it is neither a turn's number nor 0.</returns>
    public static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MaxTurn ? number : null;

    private static int? Number(JsonElement body, string name) =>
        body.Optional(name, JsonValueKind.Number) is not { } value ? null
        : InferenceParameters.ReadInteger(value) is { } number and >= 0 and <= MaxTurn ? number
        : throw IsNoTurn(name);

    public static ProblemException IsNoTurn(string field) => ProblemException.Invalid(field, "is not a turn of this conversation");

    private MessageRequest RequireContent() =>
        Turn is not null ? throw ProblemException.Invalid("turn", "goes with regenerate or continue; a new message has a parent")
        : Content is null || PromptTemplate.IsBlank(Content) ? throw ProblemException.Invalid("content", "is required")
        // Checked before the turn begins, because a text that cannot be stored would be paid for and lost.
        : Encoding.UTF8.GetByteCount(Content) is var bytes && bytes <= ItemLimits.MaxContentBytes ? this
        : throw new ProblemException(
            ProblemKind.PayloadTooLarge,
            $"content: has {bytes} bytes in UTF-8; at most {ItemLimits.MaxContentBytes} can be stored."
        )
        {
            Field = "content",
        };

    private MessageRequest RequireNone(JsonElement body)
    {
        var name = Kind == MessageKind.Regenerate ? "regenerate" : "continue";

        return Content is not null ? throw ProblemException.Invalid(name, "does not go with content")
            : Parent is not null ? throw ProblemException.Invalid("parent", $"does not go with {name}, which keeps the turn's own")
            : Turn == 0 ? throw IsNoTurn("turn")
            // New passages would have other numbers than those that the text so far cites.
            : Kind == MessageKind.Continue
            && body.TryGetProperty("retrieval", out var retrieval)
            && retrieval.ValueKind != JsonValueKind.Null
                ? throw ProblemException.Invalid("retrieval", "does not go with continue")
            : this;
    }
}

internal enum MessageKind
{
    Content,
    Regenerate,
    Continue,
}
