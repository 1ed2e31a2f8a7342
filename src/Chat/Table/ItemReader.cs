using System.Text.Json;
using Amazon.Lambda.Core;
using Chat.Telemetry;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Table;

/// <summary>Reads stored items, so that one unreadable item does not affect the others.</summary>
internal static class ItemReader
{
    /// <exception cref="UnreadableItemException">An attribute is missing or has the wrong type.</exception>
    public static T Read<T>(Item item, Func<Item, T> map)
    {
        try
        {
            return map(item);
        }
        catch (Exception wrong)
            when (wrong
                    is FormatException
                        or OverflowException
                        or ArgumentException
                        or KeyNotFoundException
                        or NullReferenceException
                        or JsonException
            )
        {
            RequestMeasurements.Current.CountUnreadableItem();
            throw new UnreadableItemException(item.GetValueOrDefault(TableSchema.Sk)?.S ?? "?", wrong);
        }
    }

    /// <summary>The items that can be read; the others are logged and skipped.</summary>
    public static IEnumerable<T> ReadAll<T>(IEnumerable<Item>? items, Func<Item, T> map)
        where T : class => (items ?? []).Select(item => TryRead(item, map)).OfType<T>();

    /// <returns>Null, with a line in the log, if it cannot be read.</returns>
    public static T? TryRead<T>(Item item, Func<Item, T> map)
        where T : class
    {
        try
        {
            return Read(item, map);
        }
        catch (UnreadableItemException unreadable)
        {
            LambdaLogger.Log(LogLevel.Error, "{Failure}", unreadable.Message);
            return null;
        }
    }
}
