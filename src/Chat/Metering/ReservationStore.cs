using Chat.Configuration;
using Chat.Table;
using static Chat.Table.Attributes;
using static Chat.Table.ChatKeys;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Metering;

/// <summary>Room for answers, kept in the item that also counts the day's usage, so that one conditional write decides.</summary>
/// <remarks>
/// <code>
/// cost_usd        what was spent
/// committed_usd   that, and what is reserved
/// in_progress     how many reservations hold a place
/// r_{id}          a reservation: usd and until; one without until holds no place any more
/// </code>
/// A reservation adds some 60 bytes to the item while it is open: up to a dozen at once, a write stays one unit.
/// Those of dead processes stay until the item's day is over. At midnight a new item begins: an answer that is still
/// being generated holds its place in the day before, and is paid by it.
/// </remarks>
internal sealed class ReservationStore(DynamoTable table)
{
    private const string Prefix = "r_";

    // What one update drops, so that its expression stays far below the 4 KB that DynamoDB takes.
    private const int MostDropped = 20;

    /// <summary>Takes a place, and the room for what the answer can cost.</summary>
    /// <returns>Null if it is reserved; else the day as it stood in the way, in which the reservation may be found if its first try was
    /// made and its answer lost.</returns>
    public async Task<DayState?> TryReserveAsync(
        string owner,
        Reservation reservation,
        UsageLimits limits,
        CancellationToken cancellationToken
    )
    {
        var condition = "attribute_not_exists(#r)";
        Item values = new()
        {
            [":reservation"] = new()
            {
                M = new() { ["usd"] = N(reservation.Usd), ["until"] = N(reservation.Until!.Value) },
            },
            [":usd"] = N(reservation.Usd),
            [":one"] = N(1),
        };
        if (limits.DailyBudgetUsd - reservation.Usd is { } room)
        {
            // Nothing committed yet is not room enough for what exceeds the whole budget.
            condition += room < 0 ? " AND committed_usd <= :room" : " AND (attribute_not_exists(committed_usd) OR committed_usd <= :room)";
            values[":room"] = N(room);
        }

        if (limits.Concurrency is { } limit)
        {
            condition += " AND (attribute_not_exists(in_progress) OR in_progress < :limit)";
            values[":limit"] = N(limit);
        }

        ItemUpdate update = new(
            UsageKey(owner, reservation.Day),
            "SET #r = :reservation ADD committed_usd :usd, in_progress :one",
            condition,
            values,
            new() { ["#r"] = Prefix + reservation.Id }
        );
        var obstacle = await table.FindObstacleAsync(update, cancellationToken);

        return obstacle is null
            ? null
            : ToState(reservation.Day, obstacle.Count > 0 ? obstacle : await LookAsync(owner, reservation, cancellationToken));
    }

    /// <summary>Gives a reservation back, less what was charged, and counts the answer: all or nothing, and only once.</summary>
    /// <param name="owner">Whose it is.</param>
    /// <param name="reservation">As it was reserved.</param>
    /// <param name="chargedUsd">What stays of it in the budget.</param>
    /// <param name="model">Whose answer it is.</param>
    /// <param name="counted">What is added to the day's usage; null if there was no answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False if that was done before: by an earlier try whose answer was lost.</returns>
    public async Task<bool> TryCloseAsync(
        string owner,
        Reservation reservation,
        decimal chargedUsd,
        string model,
        TurnCost? counted,
        CancellationToken cancellationToken
    ) =>
        await TryCloseAsync(owner, reservation, chargedUsd, model, counted, holdsPlace: true, cancellationToken)
        // It was taken for a dead process's, and its place may be another's by now.
        || await TryCloseAsync(owner, reservation, chargedUsd, model, counted, holdsPlace: false, cancellationToken);

    /// <summary>
    /// Frees the places of dead processes. What their answers cost is not known: it stays reserved until the day is over.
    /// </summary>
    /// <returns>False if somebody else was faster with any of them.</returns>
    public Task<bool> TryDropAsync(string owner, DateOnly day, IEnumerable<Reservation> dead, CancellationToken cancellationToken)
    {
        var names = dead.Take(MostDropped).Select((reservation, index) => (Name: $"#r{index}", reservation.Id)).ToList();

        return table.TryUpdateAsync(
            new(
                UsageKey(owner, day),
                $"REMOVE {string.Join(", ", names.Select(name => $"{name.Name}.#until"))} ADD in_progress :less",
                string.Join(" AND ", names.Select(name => $"attribute_exists({name.Name}.#until)")),
                new() { [":less"] = N(-names.Count) },
                new(names.Select(name => KeyValuePair.Create(name.Name, Prefix + name.Id))) { ["#until"] = "until" }
            ),
            cancellationToken
        );
    }

    public async Task<DayState> FindAsync(string owner, DateOnly day, CancellationToken cancellationToken)
    {
        var item = await table.FindAsync(UsageKey(owner, day), cancellationToken);

        return ToState(day, item ?? []);
    }

    private Task<bool> TryCloseAsync(
        string owner,
        Reservation reservation,
        decimal chargedUsd,
        string model,
        TurnCost? counted,
        bool holdsPlace,
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, string> names = new() { ["#r"] = Prefix + reservation.Id };
        var add = "committed_usd :difference";
        Item values = new() { [":difference"] = N(chargedUsd - reservation.Usd) };
        if (counted is { } cost)
        {
            add += $", {UsageStore.Additions}";
            UsageStore.Add(names, values, model, cost);
        }

        if (holdsPlace)
        {
            add += ", in_progress :less";
            values[":less"] = N(-1);
        }

        if (holdsPlace)
        {
            names["#until"] = "until";
        }

        return table.TryUpdateAsync(
            new(
                UsageKey(owner, reservation.Day),
                $"REMOVE #r ADD {add}",
                holdsPlace ? "attribute_exists(#r.#until)" : "attribute_exists(#r)",
                values,
                names
            ),
            cancellationToken
        );
    }

    // Not every DynamoDB returns the item for which a condition failed, and the completions function may only update:
    // an update that changes nothing returns it, too.
    private async Task<Item> LookAsync(string owner, Reservation reservation, CancellationToken cancellationToken) =>
        await table.UpdateAsync(
            new(UsageKey(owner, reservation.Day), "REMOVE nothing", "attribute_exists(pk)", Values: null),
            cancellationToken
        ) ?? [];

    private static DayState ToState(DateOnly day, Item item) =>
        new(
            item.Decimal("cost_usd"),
            item.Decimal("committed_usd"),
            item.Integer("in_progress"),
            [
                .. item.Where(attribute => attribute.Key.StartsWith(Prefix, StringComparison.Ordinal) && attribute.Value.M is not null)
                    .Select(attribute =>
                        ItemReader.TryRead(
                            attribute.Value.M,
                            held => new Reservation(
                                attribute.Key[Prefix.Length..],
                                day,
                                held.Decimal("usd"),
                                held.ContainsKey("until") ? DateTimeOffset.FromUnixTimeMilliseconds(held.Long("until")) : null
                            )
                        )
                    )
                    .OfType<Reservation>(),
            ]
        );
}
