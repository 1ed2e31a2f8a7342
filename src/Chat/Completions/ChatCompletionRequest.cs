using System.Text.Json;
using Chat.Configuration;
using Chat.Http;
using Chat.Knowledge;
using Llama;

namespace Chat.Completions;

/// <summary>
/// The supported part of OpenAI's request. Unknown fields, and fields that only tag or tune a request, are ignored. Fields that would
/// change the answer but are not supported are refused by name.
/// </summary>
internal sealed record ChatCompletionRequest(
    Dialog Dialog,
    InferenceParameters Parameters,
    bool HasLimit,
    IReadOnlyList<string> Stop,
    bool Stream,
    bool IncludeUsage
)
{
    public const int MaxStopSequences = 4;

    /// <summary>The retrieval options, an extension of OpenAI's request.</summary>
    public RetrievalRequest? Retrieval { get; init; }

    /// <summary>The model in a request; null for the default.</summary>
    /// <exception cref="ProblemException">The model is not a string, or the body is not a JSON object.</exception>
    public static string? Model(ApiRequest request) => request.ReadObject().Optional("model", JsonValueKind.String)?.GetString();

    /// <exception cref="ProblemException">Names the wrong field.</exception>
    /// <exception cref="LlamaException">Names the wrong parameter.</exception>
    public static ChatCompletionRequest Read(JsonElement body, ChatSettings settings)
    {
        UnsupportedFields.Refuse(body);
        var stream = body.OptionalBoolean("stream") ?? false;
        var (parameters, hasLimit) = ReadParameters(body, settings.Model.Model);
        return new(
            ReadDialog(body, settings.SystemPrompt),
            parameters,
            hasLimit,
            ReadStop(body),
            stream,
            stream && (body.Optional("stream_options", JsonValueKind.Object)?.OptionalBoolean("include_usage") ?? false)
        )
        {
            Retrieval = RetrievalRequest.Read(body, settings),
        };
    }

    private static (InferenceParameters Parameters, bool HasLimit) ReadParameters(JsonElement body, LlamaModel model)
    {
        var parameters = InferenceParameters.Default;
        var hasLimit = false;
        foreach (var field in body.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null))
        {
            switch (field.Name)
            {
                case "temperature" or "top_p":
                    parameters = parameters.With(field);
                    break;
                case "max_tokens" or "max_completion_tokens":
                    parameters = parameters with { MaxGenLen = Limit(field, model, hasLimit ? parameters.MaxGenLen : null) };
                    hasLimit = true;
                    break;
            }
        }

        return (parameters, hasLimit);
    }

    // OpenAI renamed the field; if a request has both names, the values must be equal.
    private static int Limit(JsonProperty field, LlamaModel model, int? other)
    {
        var limit = InferenceParameters.ReadInteger(field);
        if (limit < 1 || limit > model.MaxGenLen)
        {
            throw LlamaException.Invalid(field.Name, $"{limit}", $"1 to {model.MaxGenLen}");
        }

        return other is null || other == limit
            ? limit
            : throw ProblemException.Invalid(field.Name, "max_tokens and max_completion_tokens differ");
    }

    private static Dialog ReadDialog(JsonElement body, string? systemPrompt)
    {
        var messages = body.Optional("messages", JsonValueKind.Array) ?? throw ProblemException.Invalid("messages", "is required");
        var spoken = messages.EnumerateArray().Select(ChatMessageReader.Read).ToList();
        if (systemPrompt is not null && !spoken.Exists(message => message.Role == Role.System))
        {
            spoken.Insert(0, (Role.System, systemPrompt));
        }

        var dialog = Dialog.FromMessages(spoken);

        return PromptTemplate.IsBlank(dialog.Turns[^1].User)
            ? throw ProblemException.Invalid("messages", "the last message must have some text")
            : dialog;
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
