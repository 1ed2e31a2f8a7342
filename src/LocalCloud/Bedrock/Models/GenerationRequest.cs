using System.Text.Json;
using Llama;
using LocalCloud.Bedrock.Wire;
using LocalCloud.Settings;

namespace LocalCloud.Bedrock.Models;

/// <summary>The request body of the model, validated as the service does.</summary>
internal sealed record GenerationRequest(LlamaModel Model, string Prompt, double Temperature, double TopP, int MaxGenLen, int PromptTokens)
{
    // From this multiple of the window on, the service's error no longer contains the excess.
    private const int FarBeyond = 2;
    private const string GuardrailConfig = "amazon-bedrock-guardrailConfig";

    public static GenerationRequest Parse(ReadOnlyMemory<byte> body, bool guarded, LlamaModel model, TagReading tags)
    {
        using var document = ParseJson(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw BedrockException.Malformed($"#: expected type: JSONObject, found: {NameOf(root)}");
        }

        RefuseExtraneousKeys(root, guarded);
        var prompt = ReadPrompt(root);
        var maxGenLen = (int)ReadNumber(root, "max_gen_len", 512, 1, model.MaxGenLen, whole: true);

        return Of(model, prompt, ReadNumber(root, "temperature", 0.5, 0, 1), ReadNumber(root, "top_p", 0.9, 0, 1), maxGenLen, tags);
    }

    /// <summary>A request whose fields have been checked; its prompt may still be too long.</summary>
    public static GenerationRequest Of(LlamaModel model, string prompt, double temperature, double topP, int maxGenLen, TagReading tags)
    {
        var tokens = CountTokens(prompt, model, tags);

        return tokens + maxGenLen <= model.ContextWindow
            ? new(model, prompt, temperature, topP, maxGenLen, tokens)
            : throw (
                tokens / FarBeyond > model.ContextWindow ? BedrockException.FarTooLong() : BedrockException.TooLong(model.ContextWindow)
            );
    }

    private static JsonDocument ParseJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            throw BedrockException.Malformed("the body is not valid JSON");
        }
    }

    private static void RefuseExtraneousKeys(JsonElement root, bool guarded)
    {
        foreach (var property in root.EnumerateObject())
        {
            if (property.NameEquals(GuardrailConfig) && !guarded)
            {
                throw BedrockException.Validation(
                    $"{GuardrailConfig} needs a guardrail: add the guardrail identifier and version headers."
                );
            }

            if (property.Name is not ("prompt" or "temperature" or "top_p" or "max_gen_len" or GuardrailConfig))
            {
                throw BedrockException.Malformed($"extraneous key [{property.Name}] is not permitted");
            }
        }
    }

    /// <summary>The prompt of the model's own body.</summary>
    public static string ReadPrompt(JsonElement root)
    {
        if (!root.TryGetProperty("prompt", out var prompt))
        {
            throw BedrockException.Malformed("#: required key [prompt] not found");
        }

        if (prompt.ValueKind != JsonValueKind.String)
        {
            throw BedrockException.Malformed($"#/prompt: expected type: String, found: {NameOf(prompt)}");
        }

        return prompt.GetString() is { Length: > 0 } text
            ? text
            : throw BedrockException.Malformed("#/prompt: expected minLength: 1, actual: 0");
    }

    private static double ReadNumber(JsonElement root, string key, double otherwise, double least, double most, bool whole = false)
    {
        if (!root.TryGetProperty(key, out var element))
        {
            return otherwise;
        }

        if (element.ValueKind != JsonValueKind.Number || whole && !element.TryGetInt64(out _))
        {
            throw BedrockException.Malformed($"#/{key}: expected type: {(whole ? "Integer" : "Number")}, found: {NameOf(element)}");
        }

        var number = element.GetDouble();
        return number < least ? throw BedrockException.Malformed($"#/{key}: {element.GetRawText()} is not greater or equal to {least}")
            : number > most ? throw BedrockException.Malformed($"#/{key}: {element.GetRawText()} is not less or equal to {most}")
            : number;
    }

    public static int CountTokens(string prompt, LlamaModel model, TagReading tags)
    {
        // What cannot fit however well it packs need not be counted: tokenizing 25 MB takes long.
        if (model.Template.LowerBound(prompt) > model.ContextWindow)
        {
            throw BedrockException.FarTooLong();
        }

        return tags == TagReading.Tokens ? model.Template.CountPromptAtLeast(prompt) : model.Template.CountPrompt(prompt);
    }

    private static string NameOf(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => "JSONObject",
            JsonValueKind.Array => "JSONArray",
            JsonValueKind.String => "String",
            JsonValueKind.Number => element.TryGetInt64(out _) ? "Integer" : "BigDecimal",
            JsonValueKind.True or JsonValueKind.False => "Boolean",
            _ => "Null",
        };
}
