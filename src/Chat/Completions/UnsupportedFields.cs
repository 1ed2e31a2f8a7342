using System.Text.Json;
using Chat.Http;

namespace Chat.Completions;

/// <summary>Refuses fields of OpenAI's request that would change the answer and are not supported.</summary>
internal static class UnsupportedFields
{
    public static void Refuse(JsonElement body)
    {
        if (body.EnumerateObject().FirstOrDefault(field => !IsHarmless(field)) is { Value.ValueKind: not JsonValueKind.Undefined } refused)
        {
            throw ProblemException.Invalid(refused.Name, "is not supported by this model");
        }
    }

    // Many clients always send these fields with their neutral value, which is accepted.
    private static bool IsHarmless(JsonProperty field) =>
        field.Value.ValueKind == JsonValueKind.Null
        || field.Name switch
        {
            "n" => IsNumber(field, 1),
            "presence_penalty" or "frequency_penalty" or "top_logprobs" => IsNumber(field, 0),
            "tools" or "functions" => field.Value is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 0,
            "tool_choice" or "function_call" => field.Value is { ValueKind: JsonValueKind.String } choice && choice.ValueEquals("none"),
            "response_format" => field.Value is { ValueKind: JsonValueKind.Object } format
                && format.TryGetProperty("type", out var type)
                && type.ValueKind == JsonValueKind.String
                && type.ValueEquals("text"),
            "logprobs" => field.Value.ValueKind == JsonValueKind.False,
            "logit_bias" => field.Value is { ValueKind: JsonValueKind.Object } bias && !bias.EnumerateObject().Any(),
            "modalities" => field.Value is { ValueKind: JsonValueKind.Array } modes
                && modes.EnumerateArray().All(mode => mode.ValueKind == JsonValueKind.String && mode.ValueEquals("text")),
            "audio" or "prediction" or "web_search_options" or "images" => false,
            _ => true,
        };

    private static bool IsNumber(JsonProperty field, int value) =>
        field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetDouble(out var number) && number == value;
}
