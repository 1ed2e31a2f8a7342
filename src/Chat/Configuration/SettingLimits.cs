using System.Globalization;
using System.Numerics;

namespace Chat.Configuration;

/// <summary>The ranges and patterns of settings, used by the functions at start and by the CDK app at synthesis.</summary>
internal static class SettingLimits
{
    public const int MaxKnowledgeBaseIdLength = 10;

    /// <summary>Up to the window of Llama 4 Scout, according to its documentation.</summary>
    public static SettingRange<int> ContextWindow => new(2, 10_000_000);

    public static SettingRange<decimal> PricePer1K => new(0m, 1000m);

    public static SettingRange<decimal> DailyBudgetUsd => new(0m, 1_000_000m);

    public static SettingRange<int> ConcurrencyLimit => new(1, 1000);

    public static SettingRange<int> ConversationTtlDays => new(1, 36_500);

    public static SettingRange<decimal> ReviewRate => new(0m, 1m);

    /// <summary>Whether a text can be the name of an S3 bucket.</summary>
    public static bool IsBucket(string text) =>
        text.Length is >= 3 and <= 63 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');

    public static bool IsKnowledgeBaseId(string text) =>
        text.Length is > 0 and <= MaxKnowledgeBaseIdLength && text.All(char.IsAsciiLetterOrDigit);

    /// <summary>Whether a text is <c>*</c> or an origin such as <c>https://chat.example.com</c>.</summary>
    public static bool IsOrigin(string text) =>
        text == "*"
        || (
            Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri.GetLeftPart(UriPartial.Authority) == text
        );
}

/// <summary>A range of numbers, both ends included.</summary>
internal readonly record struct SettingRange<T>(T Least, T Most)
    where T : INumber<T>
{
    // Thousands separators are not allowed, or a European 0,5 would be read as 5.
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    public bool TryParse(string text, out T number) =>
        T.TryParse(text, Decimal, CultureInfo.InvariantCulture, out number!) && number >= Least && number <= Most;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"from {Least} to {Most}");
}
