using System.Globalization;
using System.Text.Json;

namespace Chat.Http;

/// <summary>One text for all spellings of a JSON value: sorted names, no white space, one form for each string and number.</summary>
/// <remarks>
/// Like RFC 8785, but numbers keep all digits. There, two different large integers with the same double value would be equal.
/// </remarks>
internal static class CanonicalJson
{
    public static byte[] Utf8(JsonElement value) => JsonText.Utf8(value, static (json, value) => Write(json, value));

    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var field in value.EnumerateObject().OrderBy(field => field.Name, StringComparer.Ordinal))
                {
                    json.WritePropertyName(field.Name);
                    Write(json, field.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(value.GetString());
                break;
            case JsonValueKind.Number:
                json.WriteRawValue(Number(value.GetRawText()));
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    /// <summary>Returns the significant digits as an integer, and the power of ten.</summary>
    private static string Number(string text)
    {
        var sign = text[0] == '-' ? "-" : "";
        var mark = text.AsSpan().IndexOfAny('e', 'E');
        var mantissa = text[sign.Length..(mark < 0 ? text.Length : mark)];
        var point = mantissa.IndexOf('.');
        var digits = mantissa.Replace(".", "").TrimStart('0');
        var significant = digits.TrimEnd('0');
        if (significant.Length == 0)
        {
            return "0";
        }

        if (
            !long.TryParse(
                mark < 0 ? "0" : text.AsSpan(mark + 1),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var power
            ) || power is > int.MaxValue or < int.MinValue
        )
        {
            // No realistic number has an exponent that does not fit.
            return text;
        }

        power += digits.Length - significant.Length - (point < 0 ? 0 : mantissa.Length - point - 1);
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{significant}e{power}");
    }
}
