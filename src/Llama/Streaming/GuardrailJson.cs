using System.Text.Json;

namespace Llama.Streaming;

/// <summary>Bedrock's guardrail fields in a body or in a chunk of a stream.</summary>
internal static class GuardrailJson
{
    /// <summary>The value of <c>amazon-bedrock-guardrailAction</c>. Any value but NONE, known or unknown, is an intervention.</summary>
    public static GuardrailAction? ReadAction(ref Utf8JsonReader reader) =>
        !JsonStrings.Read(ref reader) ? null
        : reader.ValueTextEquals("NONE"u8) ? GuardrailAction.None
        : GuardrailAction.Intervened;

    /// <summary>
    /// Reads <c>amazon-bedrock-trace</c>: only the action of each assessment. The rest may contain the user's words and is discarded.
    /// </summary>
    public static GuardrailAction? ReadTrace(ref Utf8JsonReader reader)
    {
        GuardrailAction? worst = null;
        if (!reader.Read() || reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return worst;
        }

        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("action"u8) && reader.Read())
            {
                worst = Worse(worst, OfAssessment(ref reader));
            }
        }

        return worst;
    }

    /// <summary>The more severe of two actions.</summary>
    public static GuardrailAction? Worse(GuardrailAction? one, GuardrailAction? other) => one is null || other > one ? other : one;

    // An assessment in detection mode has the action NONE.
    private static GuardrailAction? OfAssessment(ref Utf8JsonReader reader) =>
        reader.TokenType != JsonTokenType.String ? null
        : reader.ValueTextEquals("BLOCKED"u8) ? GuardrailAction.Blocked
        : reader.ValueTextEquals("ANONYMIZED"u8) ? GuardrailAction.Anonymized
        : null;
}
