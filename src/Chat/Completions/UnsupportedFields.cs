using System.Text.Json;
using Chat.Http;

namespace Chat.Completions;

/// <summary>Refuses fields of OpenAI's request that would change the answer and are not supported.</summary>
internal static class UnsupportedFields
{
    private static readonly string[] _droppable =
    [
        "presence_penalty",
        "frequency_penalty",
        "logit_bias",
        "seed",
        "top_k",
        "response_format",
    ];

    public static void Refuse(JsonElement body, Adjustments adjustments)
    {
        foreach (var field in body.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null))
        {
            var isHarmless = IsHarmless(field);
            if (adjustments.IsLenient && IsDroppable(field, isHarmless))
            {
                adjustments.Note(field.Name);
            }
            else if (!isHarmless)
            {
                throw ProblemException.Invalid(field.Name, "is not supported by this model");
            }
        }
    }

    // A client that requests JSON parses the answer, so this field cannot be ignored.
    private static bool IsDroppable(JsonProperty field, bool isHarmless) =>
        _droppable.Contains(field.Name) && (isHarmless || !field.NameEquals("response_format"));

    // Many clients always send these fields with their neutral value, which is accepted.
    private static bool IsHarmless(JsonProperty field) =>
        field.Name switch
        {
            "n" or "best_of" => IsNumber(field, 1),
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
            "suffix" => field.Value is { ValueKind: JsonValueKind.String } suffix && suffix.ValueEquals(""),
            "audio" or "prediction" or "web_search_options" or "images" or "seed" or "top_k" => false,
            _ => true,
        };

    private static bool IsNumber(JsonProperty field, int value) =>
        field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetDouble(out var number) && number == value;
}
