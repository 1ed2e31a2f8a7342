using System.Numerics;

namespace Chat.Configuration;

/// <summary>Parses the text of a variable.</summary>
internal static class SettingText
{
    public static string[] List(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <exception cref="InvalidConfigurationException">Not a number, or out of range.</exception>
    public static T Number<T>(string name, string text, SettingRange<T> range)
        where T : INumber<T> =>
        range.TryParse(text, out var number) ? number : throw new InvalidConfigurationException(name, text, $"a number {range}");
}
