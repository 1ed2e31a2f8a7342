using System.Text.Json;

namespace Llama.Streaming;

/// <summary>Bedrock's keys about a guardrail, in a body or in any chunk of a stream.</summary>
internal static class GuardrailJson
{
    /// <summary>The value of <c>amazon-bedrock-guardrailAction</c>. Whatever is not NONE, known today or not, is an intervention.</summary>
    public static GuardrailAction? ReadAction(ref Utf8JsonReader reader) =>
        !JsonStrings.Read(ref reader) ? null
        : reader.ValueTextEquals("NONE"u8) ? GuardrailAction.None
        : GuardrailAction.Intervened;

    /// <summary>
    /// The value of <c>amazon-bedrock-trace</c>: of each assessment only its action. The rest may hold what the user
    /// wrote, and is neither kept nor told.
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

    /// <summary>What two parts of an answer tell together.</summary>
    public static GuardrailAction? Worse(GuardrailAction? one, GuardrailAction? other) => one is null || other > one ? other : one;

    // An assessment that only detects says NONE.
    private static GuardrailAction? OfAssessment(ref Utf8JsonReader reader) =>
        reader.TokenType != JsonTokenType.String ? null
        : reader.ValueTextEquals("BLOCKED"u8) ? GuardrailAction.Blocked
        : reader.ValueTextEquals("ANONYMIZED"u8) ? GuardrailAction.Anonymized
        : null;
}
