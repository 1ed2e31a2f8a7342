using System.Text.Json;
using Llama;
using LocalCloud.Bedrock.Models;
using LocalCloud.Bedrock.Wire;
using LocalCloud.Settings;

namespace LocalCloud.Bedrock.Converse;

/// <summary>The request of Converse and ConverseStream: messages of text, which the model's own template makes a prompt of.</summary>
internal static class ConverseBody
{
    // Members that would change the answer, and that these models or this emulator do not have.
    private static readonly Dictionary<string, string> _unsupported = new()
    {
        ["toolConfig"] = "This model doesn't support tool use.",
        ["guardrailConfig"] = "This emulator has guardrails for InvokeModel and InvokeModelWithResponseStream only.",
        ["additionalModelRequestFields"] = "This model has no additional request fields.",
        ["promptVariables"] = "This emulator has no prompt management.",
    };

    public static GenerationRequest Parse(ReadOnlyMemory<byte> body, LlamaModel model, TagReading tags)
    {
        using var document = ParseObject(body);

        return Read(document.RootElement, model, tags);
    }

    /// <exception cref="BedrockException">ValidationException: what is wrong, or not served.</exception>
    public static GenerationRequest Read(JsonElement root, LlamaModel model, TagReading tags)
    {
        if (_unsupported.FirstOrDefault(entry => IsSet(root, entry.Key)) is { Value: { } why })
        {
            throw BedrockException.Validation(why);
        }

        var inference =
            root.TryGetProperty("inferenceConfig", out var config) && config.ValueKind == JsonValueKind.Object ? config : default;
        if (inference.ValueKind == JsonValueKind.Object && IsSet(inference, "stopSequences"))
        {
            throw BedrockException.Validation("This model doesn't support the stopSequences field. Remove stopSequences and try again.");
        }

        return GenerationRequest.Of(
            model,
            ReadPrompt(root, model),
            Number(inference, "temperature", 0.5, 0, 1),
            Number(inference, "topP", 0.9, 0, 1),
            (int)Number(inference, "maxTokens", 512, 1, model.MaxGenLen),
            tags
        );
    }

    /// <summary>The prompt that the model's template makes of system and messages.</summary>
    public static string ReadPrompt(JsonElement root, LlamaModel model) => model.Template.Render(ReadDialog(root));

    public static JsonDocument ParseObject(ReadOnlyMemory<byte> body)
    {
        try
        {
            var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException) { }

        throw new BedrockException(400, "SerializationException", "The request's body is not a JSON object.");
    }

    private static Dialog ReadDialog(JsonElement root)
    {
        if (
            !root.TryGetProperty("messages", out var messages)
            || messages.ValueKind != JsonValueKind.Array
            || messages.GetArrayLength() == 0
        )
        {
            throw BedrockException.Validation("A conversation must have at least one message.");
        }

        List<(Role Role, string Text)> spoken = [.. messages.EnumerateArray().Select(ReadMessage)];
        if (spoken[0].Role != Role.User)
        {
            throw BedrockException.Validation(
                "A conversation must start with a user message. Try again with a conversation that starts with a user message."
            );
        }

        if (spoken[^1].Role != Role.User)
        {
            throw BedrockException.Validation("A conversation must end with a user message. Try again with a conversation that does.");
        }

        if (spoken.Zip(spoken.Skip(1)).Any(pair => pair.First.Role == pair.Second.Role))
        {
            throw BedrockException.Validation(
                "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again."
            );
        }

        var system =
            root.TryGetProperty("system", out var blocks) && blocks.ValueKind == JsonValueKind.Array
                ? blocks.EnumerateArray().Select((block, i) => (Role.System, ReadBlock(block, $"system.{i}")))
                : [];

        return Dialog.FromMessages(system.Concat(spoken));
    }

    private static (Role Role, string Text) ReadMessage(JsonElement message, int index)
    {
        var path = $"messages.{index}";
        var role = Member(message, "role") is { ValueKind: JsonValueKind.String } name
            ? name.GetString() switch
            {
                "user" => Role.User,
                "assistant" => Role.Assistant,
                _ => throw BedrockException.Validation($"{path}.role must be user or assistant."),
            }
            : throw BedrockException.Validation($"{path}.role is required.");
        var content = Member(message, "content") is { ValueKind: JsonValueKind.Array } blocks
            ? string.Concat(blocks.EnumerateArray().Select((block, i) => ReadBlock(block, $"{path}.content.{i}")))
            : throw BedrockException.Validation($"{path}.content is required.");

        return (
            role,
            content.Length > 0
                ? content
                : throw BedrockException.Validation(
                    $"The text field in the ContentBlock object at {path}.content.0 is blank. Add text to the text field, and try again."
                )
        );
    }

    // A cache point says nothing, and changes no answer.
    private static string ReadBlock(JsonElement block, string path) =>
        Member(block, "text") is { ValueKind: JsonValueKind.String } text ? text.GetString()!
        : Member(block, "cachePoint") is not null ? ""
        : throw BedrockException.Validation(
            $"{path} is {(block.ValueKind == JsonValueKind.Object ? block.EnumerateObject().FirstOrDefault().Name : null) ?? "nothing"}; this model takes text content blocks only."
        );

    private static double Number(JsonElement config, string name, double otherwise, double least, double most) =>
        config.ValueKind != JsonValueKind.Object || Member(config, name) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && number >= least && number <= most ? number
        : throw BedrockException.Validation(
            $"inferenceConfig.{name} is {value.GetRawText()}; it must be from {least} to {most} for this model."
        );

    private static JsonElement? Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    private static bool IsSet(JsonElement parent, string name) =>
        Member(parent, name) is { } value
        && value switch
        {
            { ValueKind: JsonValueKind.Object } => value.EnumerateObject().Any(),
            { ValueKind: JsonValueKind.Array } => value.GetArrayLength() > 0,
            _ => true,
        };
}
