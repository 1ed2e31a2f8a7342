using System.Text.Json;
using Chat.Http;
using Llama;

namespace Chat.Completions;

/// <summary>
/// The fields that OpenAI's two completion routes share: sampling, stop sequences, and streaming.
/// </summary>
/// <param name="Parameters">The sampling parameters.</param>
/// <param name="LimitField">The field that limits the answer; null for none.</param>
/// <param name="Stop">Texts that end the answer.</param>
/// <param name="Stream">Whether the answer is sent as events.</param>
/// <param name="IncludeUsage">Whether a last chunk has the usage.</param>
internal sealed record AnswerOptions(
    InferenceParameters Parameters,
    string? LimitField,
    IReadOnlyList<string> Stop,
    bool Stream,
    bool IncludeUsage
)
{
    public const int MaxStopSequences = 4;

    /// <exception cref="ProblemException">Names the wrong field.</exception>
    /// <exception cref="LlamaException">Names the wrong parameter.</exception>
    public static AnswerOptions Read(JsonElement body, LlamaModel model, Adjustments adjustments)
    {
        UnsupportedFields.Refuse(body, adjustments);
        var stream = body.OptionalBoolean("stream") ?? false;
        var (parameters, limit) = ReadParameters(body, model, adjustments);

        return new(
            parameters,
            limit,
            ReadStop(body),
            stream,
            stream && (body.Optional("stream_options", JsonValueKind.Object)?.OptionalBoolean("include_usage") ?? false)
        );
    }

    /// <summary>
    /// Parameters that fit beside the prompt. A default limit is reduced to what is left; in a lenient deployment, any limit is.
    /// </summary>
    public InferenceParameters Fit(Adjustments adjustments, Func<bool, InferenceParameters> fit)
    {
        var parameters = fit(LimitField is null || adjustments.IsLenient);
        if (LimitField is not null && parameters.MaxGenLen < Parameters.MaxGenLen)
        {
            adjustments.Note(LimitField);
        }

        return parameters;
    }

    private static (InferenceParameters Parameters, string? LimitField) ReadParameters(
        JsonElement body,
        LlamaModel model,
        Adjustments adjustments
    )
    {
        var parameters = InferenceParameters.Default;
        string? limitField = null;
        foreach (var field in body.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null))
        {
            switch (field.Name)
            {
                case "temperature" or "top_p":
                    parameters = adjustments.Read(parameters, field);
                    break;
                case "max_tokens" or "max_completion_tokens":
                    if (Limit(field, model, adjustments) is { } limit)
                    {
                        // OpenAI renamed the field; if a request has both names, the values must be equal.
                        parameters =
                            limitField is null || limit == parameters.MaxGenLen
                                ? parameters with
                                {
                                    MaxGenLen = limit,
                                }
                                : throw ProblemException.Invalid(field.Name, "max_tokens and max_completion_tokens differ");
                        limitField = field.Name;
                    }

                    break;
            }
        }

        return (parameters, limitField);
    }

    // Some servers understand 0 or -1 as no limit.
    private static int? Limit(JsonProperty field, LlamaModel model, Adjustments adjustments)
    {
        var limit = InferenceParameters.ReadInteger(field);
        if (limit >= 1 && limit <= model.MaxGenLen)
        {
            return limit;
        }

        if (!adjustments.IsLenient)
        {
            throw LlamaException.Invalid(field.Name, $"{limit}", $"1 to {model.MaxGenLen}");
        }

        adjustments.Note(field.Name);
        return limit < 1 ? null : model.MaxGenLen;
    }

    private static string[] ReadStop(JsonElement body)
    {
        if (!body.TryGetProperty("stop", out var stop) || stop.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        var sequences = stop.ValueKind switch
        {
            JsonValueKind.String => [stop.GetString()!],
            JsonValueKind.Array when stop.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => stop.EnumerateArray()
                .Select(item => item.GetString()!)
                .ToArray(),
            _ => throw ProblemException.Invalid("stop", "must be a string or an array of strings"),
        };

        return sequences.Length <= MaxStopSequences && !sequences.Contains("")
            ? sequences
            : throw ProblemException.Invalid("stop", $"must hold at most {MaxStopSequences} sequences, none of them empty");
    }
}
