using System.Runtime.CompilerServices;
using Chat.Table;
using static Chat.Table.Attributes;

namespace Chat.Metering;

/// <summary>What an owner used on a day.</summary>
/// <param name="Owner">The owner.</param>
/// <param name="Groups">The owner's groups at the last answer of the day.</param>
/// <param name="Usage">The usage.</param>
internal sealed record OwnerDay(string Owner, IReadOnlyList<string> Groups, DayUsage Usage);

/// <summary>
/// Usage over all owners. The index holds the keys of a day's usage items only, so it costs one write unit for each owner and day, and
/// none for further answers. Reading a day takes half a unit for each 4 KB of keys, and half a unit for each owner.
/// </summary>
internal sealed class AllUsage(DynamoTable table)
{
    // The most that one BatchGetItem takes.
    private const int BatchSize = 100;

    public async IAsyncEnumerable<OwnerDay> OfDayAsync(DateOnly day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ItemQuery keys = new("usage_day = :day", new() { [":day"] = S(UsageStore.Text(day)) })
        {
            Index = TableSchema.UsageDayIndex,
            Attributes = "pk, sk",
            Limit = BatchSize,
        };
        await foreach (var page in table.QueryAllAsync(keys, cancellationToken))
        {
            foreach (var item in await table.FindAllAsync(page.Items, cancellationToken))
            {
                var usage = ItemReader.TryRead(item, UsageStore.ToUsage);
                if (usage is { Turns: > 0 })
                {
                    yield return new(ChatKeys.OwnerOf(item[TableSchema.Pk].S), item.GetValueOrDefault("groups")?.SS ?? [], usage);
                }
            }
        }
    }
}
