using System.Text.RegularExpressions;

namespace Infra.Settings;

/// <summary>Tags of all resources, for cost allocation and ownership.</summary>
internal static partial class TagSettings
{
    public static IReadOnlyDictionary<string, string> Bind(ContextValues context)
    {
        var tags =
            context.List(ContextKeys.Tags, text => Tag().IsMatch(text), "KEY=VALUE, such as cost-center=42, without aws: before the key")
            ?? [];
        var pairs = tags.Select(tag => tag.Split('=', 2)).ToList();

        return pairs.GroupBy(pair => pair[0]).FirstOrDefault(same => same.Count() > 1) is { } repeated
            ? throw new InvalidContextException(ContextKeys.Tags, context.Text(ContextKeys.Tags), $"{repeated.Key} is there twice")
            : pairs.ToDictionary(pair => pair[0], pair => pair[1]);
    }

    [GeneratedRegex("^(?!aws:)[A-Za-z0-9 _.:/+@-]{1,128}=[A-Za-z0-9 _.:/=+@-]{0,256}$")]
    private static partial Regex Tag();
}
