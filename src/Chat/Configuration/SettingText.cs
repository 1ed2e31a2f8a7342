using System.Globalization;
using System.Numerics;

namespace Chat.Configuration;

/// <summary>Parses the text of a variable.</summary>
internal static class SettingText
{
    // Thousands separators are not allowed, or a European 0,5 would be read as 5.
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    public static string[] List(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <exception cref="InvalidConfigurationException">Not a number, or out of range.</exception>
    public static T Number<T>(string name, string? text, T otherwise, T least, T most)
        where T : INumber<T> =>
        text is null ? otherwise
        : T.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new InvalidConfigurationException(name, text, $"a number from {least} to {most}");
}
