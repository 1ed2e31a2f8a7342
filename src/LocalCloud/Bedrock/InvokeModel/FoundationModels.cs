using System.Text.Json;
using Llama;
using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.InvokeModel;

/// <summary>ListFoundationModels: the catalog's models in a region, with the operation's four filters.</summary>
internal static class FoundationModels
{
    public static byte[] List(IQueryCollection query, string region)
    {
        var models = LlamaModel.Catalog.Where(model => InferenceTypes(model, region).Any()).Where(model => Matches(model, query, region));

        return WireJson.Object(json =>
        {
            json.WriteStartArray("modelSummaries");
            foreach (var model in models)
            {
                Write(json, model, region);
            }

            json.WriteEndArray();
        });
    }

    private static bool Matches(LlamaModel model, IQueryCollection query, string region) =>
        Is(query, "byProvider", value => value.Equals("Meta", StringComparison.OrdinalIgnoreCase))
        && Is(
            query,
            "byOutputModality",
            value => value == "TEXT" || (value is "IMAGE" or "EMBEDDING" ? false : throw Unknown("byOutputModality", value))
        )
        && Is(query, "byInferenceType", value => InferenceTypes(model, region).Contains(value))
        && Is(query, "byCustomizationType", _ => false);

    private static bool Is(IQueryCollection query, string name, Func<string, bool> holds) =>
        query[name].ToString() is not { Length: > 0 } value || holds(value);

    private static BedrockException Unknown(string name, string value) =>
        BedrockException.Validation(
            $"Value '{value}' at '{name}' failed to satisfy constraint: Member must satisfy enum value set: [TEXT, IMAGE, EMBEDDING]"
        );

    private static IEnumerable<string> InferenceTypes(LlamaModel model, string region)
    {
        if (model.Regions.Contains(region))
        {
            yield return "ON_DEMAND";
        }

        if (model.Profiles.Any(profile => profile.SourceRegions.Contains(region)))
        {
            yield return "INFERENCE_PROFILE";
        }
    }

    private static void Write(Utf8JsonWriter json, LlamaModel model, string region)
    {
        json.WriteStartObject();
        json.WriteString("modelArn", $"arn:aws:bedrock:{region}::foundation-model/{model.Id}");
        json.WriteString("modelId", model.Id);
        json.WriteString("modelName", model.Name);
        json.WriteString("providerName", "Meta");
        WriteList(json, "inputModalities", ["TEXT"]);
        WriteList(json, "outputModalities", ["TEXT"]);
        json.WriteBoolean("responseStreamingSupported", model.Streams);
        WriteList(json, "customizationsSupported", []);
        WriteList(json, "inferenceTypesSupported", InferenceTypes(model, region));
        json.WriteStartObject("modelLifecycle");
        json.WriteString("status", model.Lifecycle == ModelLifecycle.Active ? "ACTIVE" : "LEGACY");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
