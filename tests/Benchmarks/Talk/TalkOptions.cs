using System.Globalization;
using LocalCloud.Settings;

namespace Benchmarks.Talk;

/// <param name="Duration">How long the workers talk.</param>
/// <param name="Functions">How the functions run.</param>
internal sealed record TalkOptions(TimeSpan Duration, FunctionsChoice Functions)
{
    public const string Usage = "[--minutes N] [--functions in-process|PATH]";

    /// <exception cref="UsageException">An option is unknown, or its value is wrong.</exception>
    public static TalkOptions Parse(IReadOnlyList<string> arguments)
    {
        TalkOptions options = new(TimeSpan.FromMinutes(5), new FunctionsChoice.InProcess());
        foreach (var option in arguments.Chunk(2))
        {
            options = option switch
            {
                ["--minutes", var text] when TryParseMinutes(text, out var minutes) => options with { Duration = minutes },
                ["--functions", var choice] => options with { Functions = FunctionsChoice.Parse(choice) },
                _ => throw new UsageException($"{string.Join(' ', option)} is not an option; use {Usage}."),
            };
        }

        return options;
    }

    /// <summary>Reads a number of minutes, up to a day.</summary>
    public static bool TryParseMinutes(string text, out TimeSpan minutes)
    {
        var isNumber = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        var isInRange = isNumber && number is > 0 and <= 1440;
        minutes = isInRange ? TimeSpan.FromMinutes(number) : default;

        return isInRange;
    }
}
