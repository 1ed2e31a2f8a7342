using System.Text.Json;

namespace LocalCloud.Bedrock.Models;

/// <summary>What the emulator's guardrail did to an invocation, in Bedrock's fields.</summary>
/// <param name="Identifier">The guardrail's identifier in the request.</param>
/// <param name="IsTraced">Whether the request asked for a trace.</param>
/// <param name="Action">BLOCKED or ANONYMIZED; null for nothing.</param>
/// <param name="Match">The text that matched, which a trace repeats.</param>
/// <param name="IsOfPrompt">Whether the match was in the prompt instead of the answer.</param>
internal sealed record GuardrailVerdict(
    string Identifier,
    bool IsTraced,
    string? Action = null,
    string? Match = null,
    bool IsOfPrompt = false
)
{
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("amazon-bedrock-guardrailAction", Action is null ? "NONE" : "INTERVENED");
        if (!IsTraced)
        {
            return;
        }

        json.WriteStartObject("amazon-bedrock-trace");
        json.WriteStartObject("guardrail");
        if (Action is not null && IsOfPrompt)
        {
            json.WritePropertyName("input");
            WriteAssessment(json);
        }
        else if (Action is not null)
        {
            json.WriteStartArray("outputs");
            WriteAssessment(json);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteAssessment(Utf8JsonWriter json)
    {
        var (policy, list) = Action == "BLOCKED" ? ("wordPolicy", "customWords") : ("sensitiveInformationPolicy", "piiEntities");

        json.WriteStartObject();
        json.WriteStartObject(Identifier);
        json.WriteStartObject(policy);
        json.WriteStartArray(list);
        json.WriteStartObject();
        json.WriteString("match", Match);
        json.WriteString("action", Action);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
