using System.Globalization;
using Benchmarks.Talk;
using LocalCloud.Settings;

namespace Benchmarks.Load;

/// <param name="Duration">How long messages are sent.</param>
/// <param name="Owners">How many owners there are.</param>
/// <param name="Conversations">In how many conversations each of them talks at a time.</param>
internal sealed record LoadOptions(TimeSpan Duration, int Owners, int Conversations)
{
    public const string Usage = "[--minutes N] [--owners N] [--conversations N]";

    /// <exception cref="UsageException">An option is unknown, or its value is wrong.</exception>
    public static LoadOptions Parse(IReadOnlyList<string> arguments)
    {
        LoadOptions options = new(TimeSpan.FromMinutes(2), Owners: 6, Conversations: 2);
        foreach (var option in arguments.Chunk(2))
        {
            options = option switch
            {
                ["--minutes", var text] when TalkOptions.TryParseMinutes(text, out var minutes) => options with { Duration = minutes },
                ["--owners", var text] when TryParseCount(text, out var count) => options with { Owners = count },
                ["--conversations", var text] when TryParseCount(text, out var count) => options with { Conversations = count },
                _ => throw new UsageException($"{string.Join(' ', option)} is not an option; use {Usage}."),
            };
        }

        return options;
    }

    private static bool TryParseCount(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= 100;
}
