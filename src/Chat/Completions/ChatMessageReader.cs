using System.Text.Json;
using Chat.Http;
using Llama;

namespace Chat.Completions;

/// <summary>Reads one of OpenAI's messages: a role, and text as a string or in parts.</summary>
internal static class ChatMessageReader
{
    public static (Role Role, string Text) Read(JsonElement message, int index)
    {
        var path = $"messages[{index}]";
        if (message.ValueKind != JsonValueKind.Object)
        {
            throw ProblemException.Invalid(path, "must be an object");
        }

        if (message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind != JsonValueKind.Null)
        {
            throw ProblemException.Invalid($"{path}.tool_calls", "is not supported: the model has no tools");
        }

        return (ReadRole(message, path), ReadContent(message, path));
    }

    private static Role ReadRole(JsonElement message, string path) =>
        message.Optional("role", JsonValueKind.String, path)?.GetString() switch
        {
            "system" or "developer" => Role.System,
            "user" => Role.User,
            "assistant" => Role.Assistant,
            null => throw ProblemException.Invalid($"{path}.role", "is required"),
            _ => throw ProblemException.Invalid($"{path}.role", "must be system, developer, user or assistant"),
        };

    private static string ReadContent(JsonElement message, string path) =>
        !message.TryGetProperty("content", out var content)
            ? throw ProblemException.Invalid($"{path}.content", "is required")
            : content.ValueKind switch
            {
                JsonValueKind.String => content.GetString()!,
                JsonValueKind.Array => string.Concat(content.EnumerateArray().Select((part, i) => ReadPart(part, $"{path}.content[{i}]"))),
                _ => throw ProblemException.Invalid($"{path}.content", "must be a string or an array of text parts"),
            };

    private static string ReadPart(JsonElement part, string path)
    {
        if (part.ValueKind != JsonValueKind.Object)
        {
            throw ProblemException.Invalid(path, "must be an object");
        }

        return part.Optional("type", JsonValueKind.String, path)?.GetString() == "text"
            ? part.Optional("text", JsonValueKind.String, path)?.GetString()
                ?? throw ProblemException.Invalid($"{path}.text", "is required")
            : throw ProblemException.Invalid($"{path}.type", "must be text: the model reads no images, audio or files");
    }
}
