using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Llama;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Table;

/// <summary>Converts attribute values. A missing attribute is null or 0.</summary>
internal static class Attributes
{
    public static AttributeValue S(string text) => new() { S = text };

    public static AttributeValue S(Enum value) => S(value.ToString().ToLowerInvariant());

    // Always the same length, so that the order of the texts is the order of the times.
    public static AttributeValue S(DateTimeOffset time) => S(Timestamp(time));

    public static string Timestamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static AttributeValue N(IFormattable number) => new() { N = number.ToString(null, CultureInfo.InvariantCulture) };

    public static AttributeValue N(DateTimeOffset time) => N(time.ToUnixTimeMilliseconds());

    public static void Set(this Item item, string name, string? text)
    {
        if (text is not null)
        {
            item[name] = S(text);
        }
    }

    public static string? Text(this Item item, string name) => item.GetValueOrDefault(name)?.S;

    public static decimal Decimal(this Item item, string name) =>
        item.GetValueOrDefault(name)?.N is { } number ? decimal.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture) : 0;

    public static int Integer(this Item item, string name) => (int)item.Decimal(name);

    public static int? OptionalInteger(this Item item, string name) => item.ContainsKey(name) ? item.Integer(name) : null;

    public static long Long(this Item item, string name) => (long)item.Decimal(name);

    // A decimal would turn numbers below 1e-28 into 0.
    public static double? Double(this Item item, string name) =>
        double.TryParse(item.GetValueOrDefault(name)?.N, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static TokenUsage Usage(this Item item) => new(item.Integer("prompt_tokens"), item.Integer("completion_tokens"));

    public static DateTimeOffset Time(this Item item, string name) =>
        DateTimeOffset.Parse(item[name].S, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
