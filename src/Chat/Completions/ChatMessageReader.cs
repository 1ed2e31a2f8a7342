using System.Text.Json;
using Chat.Http;
using Llama;

namespace Chat.Completions;

/// <summary>Reads one of OpenAI's messages: a role, and text as a string or in parts.</summary>
internal static class ChatMessageReader
{
    // What an assistant's message of another server may hold beside text, and this model never said.
    private static readonly string[] _notOurs = ["tool_calls", "function_call", "audio"];

    public static (Role Role, string Text) Read(JsonElement message, int index)
    {
        var path = $"messages[{index}]";
        if (message.ValueKind != JsonValueKind.Object)
        {
            throw ProblemException.Invalid(path, "must be an object");
        }

        if (_notOurs.FirstOrDefault(name => IsPresent(message, name)) is { } unsupported)
        {
            throw ProblemException.Invalid($"{path}.{unsupported}", "is not supported: the model has no tools and no voice");
        }

        var role = ReadRole(message, path);

        return (role, ReadContent(message, path, role));
    }

    private static bool IsPresent(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value)
        && value.ValueKind != JsonValueKind.Null
        && !(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0);

    private static Role ReadRole(JsonElement message, string path) =>
        message.Optional("role", JsonValueKind.String, path)?.GetString() switch
        {
            "system" or "developer" => Role.System,
            "user" => Role.User,
            "assistant" => Role.Assistant,
            null => throw ProblemException.Invalid($"{path}.role", "is required"),
            var other => throw ProblemException.Invalid(
                $"{path}.role",
                other is "tool" or "function"
                    ? $"{other} is not supported, the model has no tools; use system, developer, user or assistant"
                    : "must be system, developer, user or assistant"
            ),
        };

    private static string ReadContent(JsonElement message, string path, Role role)
    {
        if (message.TryGetProperty("content", out var content) && (content.ValueKind != JsonValueKind.Null || role != Role.Assistant))
        {
            return content.ValueKind switch
            {
                JsonValueKind.String => content.GetString()!,
                JsonValueKind.Array => string.Concat(
                    content.EnumerateArray().Select((part, i) => ReadPart(part, $"{path}.content[{i}]", role))
                ),
                _ => throw ProblemException.Invalid($"{path}.content", "must be a string or an array of text parts"),
            };
        }

        // A refusal replaces the text.
        return role == Role.Assistant
            ? message.Optional("refusal", JsonValueKind.String, path)?.GetString() ?? ""
            : throw ProblemException.Invalid($"{path}.content", "is required");
    }

    private static string ReadPart(JsonElement part, string path, Role role)
    {
        if (part.ValueKind != JsonValueKind.Object)
        {
            throw ProblemException.Invalid(path, "must be an object");
        }

        var type = part.Optional("type", JsonValueKind.String, path)?.GetString();
        var name = (type, role) switch
        {
            ("text", _) => "text",
            ("refusal", Role.Assistant) => "refusal",
            _ => throw ProblemException.Invalid(
                $"{path}.type",
                $"{(type is null ? "" : $"is {FilteredType(type)}, but ")}must be text: the model reads no images, audio or files"
            ),
        };

        return part.Optional(name, JsonValueKind.String, path)?.GetString()
            ?? throw ProblemException.Invalid($"{path}.{name}", "is required");
    }

    private static string FilteredType(string type) => type.Length <= 32 ? type : $"{type.AsSpan(0, 29)}...";
}
