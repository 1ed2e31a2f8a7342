using System.Text.Json;
using Amazon.BedrockAgentRuntime.Model;
using Chat.Configuration;
using Chat.Http;
using Llama;

namespace Chat.Knowledge;

/// <summary>The retrieval options of a message: <c>{enabled?, number_of_results?, filter?}</c>.</summary>
/// <param name="NumberOfResults">The most passages, 1 to 100.</param>
/// <param name="Filter">Bedrock's RetrievalFilter; null for none.</param>
internal sealed record RetrievalRequest(int NumberOfResults, RetrievalFilter? Filter)
{
    /// <summary>
    /// Five passages of Bedrock's default chunk size, 300 tokens, leave room for turns in a window of 4,096.
    /// </summary>
    public const int DefaultResults = 5;

    public const int MaxResults = 100;

    /// <returns>Null if retrieval is not requested, or is switched off.</returns>
    /// <exception cref="ProblemException">Names the wrong field, or the missing setting.</exception>
    public static RetrievalRequest? Read(JsonElement body, ChatSettings settings)
    {
        if (body.Optional("retrieval", JsonValueKind.Object) is not { } retrieval)
        {
            return null;
        }

        var (isEnabled, results, filter) = (true, DefaultResults, (RetrievalFilter?)null);
        foreach (var field in retrieval.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null))
        {
            switch (field.Name)
            {
                case "enabled":
                    isEnabled = ReadEnabled(field.Value);
                    break;
                case "number_of_results":
                    results = ReadResults(field.Value);
                    break;
                case "filter":
                    filter = FilterReader.Read(field.Value, "retrieval.filter");
                    break;
                default:
                    throw ProblemException.Invalid(
                        $"retrieval.{field.Name}",
                        "is not a field of retrieval; use enabled, number_of_results and filter"
                    );
            }
        }

        return !isEnabled ? null
            : settings.KnowledgeBaseId is not null ? new(results, filter)
            : throw ProblemException.Invalid(
                "retrieval.enabled",
                "this deployment has no knowledge base; its operator can name one in KNOWLEDGE_BASE_ID"
            );
    }

    private static bool ReadEnabled(JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw ProblemException.Invalid("retrieval.enabled", "must be true or false");

    private static int ReadResults(JsonElement value) =>
        InferenceParameters.ReadInteger(value) is { } number and >= 1 and <= MaxResults
            ? number
            : throw ProblemException.Invalid(
                "retrieval.number_of_results",
                $"must be an integer from 1 to {MaxResults}, not {FilterReader.Shown(value)}"
            );
}
