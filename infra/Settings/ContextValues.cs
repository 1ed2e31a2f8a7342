using System.Numerics;
using Chat.Configuration;

namespace Infra.Settings;

/// <summary>Reads the context of a synthesis. Errors name the key.</summary>
internal sealed class ContextValues(IReadOnlyDictionary<string, string> values)
{
    /// <summary>The value; null if it is not set, or empty, which scripts use for "not set".</summary>
    public string? Text(string key) => values.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;

    public string? Text(string key, Func<string, bool> isValid, string expected) =>
        Text(key) is not { } text || isValid(text) ? Text(key) : throw new InvalidContextException(key, text, expected);

    public bool Flag(string key, bool otherwise) => Choice(key, otherwise, ("true", true), ("false", false));

    public T Choice<T>(string key, T otherwise, params (string Name, T Value)[] choices) =>
        Text(key) is not { } text ? otherwise
        : choices.FirstOrDefault(choice => choice.Name == text) is { Name: not null } found ? found.Value
        : throw new InvalidContextException(key, text, $"expected {string.Join(" or ", choices.Select(choice => choice.Name))}");

    /// <summary>A number in a range; null if it is not set.</summary>
    public T? Number<T>(string key, SettingRange<T> range)
        where T : struct, INumber<T> =>
        Text(key) is not { } text ? null
        : range.TryParse(text, out var number) ? number
        : throw new InvalidContextException(key, text, $"expected a {(typeof(T) == typeof(int) ? "whole number" : "number")} {range}");

    public int? Number(string key, int least, int most) => Number(key, new SettingRange<int>(least, most));

    /// <summary>Comma-separated values; null if it is not set.</summary>
    public IReadOnlyList<string>? List(string key, Func<string, bool> isValid, string expected)
    {
        var items = Text(key)?.Split(',', StringSplitOptions.TrimEntries);
        var wrong = items?.FirstOrDefault(item => !isValid(item));

        return wrong is null ? items : throw new InvalidContextException(key, Text(key), $"expected {expected}, separated by commas");
    }

    /// <summary>Refuses keys that have no effect without another one.</summary>
    public void RefuseWithout(string needed, params IReadOnlyList<string> keys)
    {
        if (keys.FirstOrDefault(key => Text(key) is not null) is { } idle)
        {
            throw new InvalidContextException(idle, Text(idle), $"it goes with {needed}, which is not set");
        }
    }

    /// <exception cref="InvalidContextException">A key is unknown here and to the CDK, so it is probably a typing error.</exception>
    public void RefuseUnknown(IReadOnlyList<string> known)
    {
        foreach (var (key, value) in values.Where(entry => !known.Contains(entry.Key) && !IsOfTheCdk(entry.Key)))
        {
            throw new InvalidContextException(key, value, $"there is no such key; the nearest is {EditDistance.Nearest(key, known)}");
        }
    }

    // Feature flags (@aws-cdk/…), settings (aws:cdk:…), cached look-ups (availability-zones:…), and two names of the CLI.
    private static bool IsOfTheCdk(string key) =>
        key.StartsWith('@') || key.Contains(':') || key is "acknowledged-issue-numbers" or "cli-telemetry";
}
