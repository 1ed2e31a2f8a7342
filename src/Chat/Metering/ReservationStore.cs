using Chat.Configuration;
using Chat.Table;
using static Chat.Table.Attributes;
using static Chat.Table.ChatKeys;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Metering;

/// <summary>Stores reservations in the item of the day's usage, so that one conditional write decides.</summary>
/// <remarks>
/// <code>
/// cost_usd        the cost of all answers
/// committed_usd   the cost of all answers plus all reservations
/// in_progress     the number of reservations that hold a place
/// r_{id}          a reservation: usd and until; without until it holds no place any more
/// </code>
/// An open reservation adds about 60 bytes to the item: with up to a dozen, a write still costs one unit. Reservations of processes that
/// died stay until the day ends. At midnight a new item begins; an answer in progress keeps its place in the day before, which also pays
/// for it.
/// </remarks>
internal sealed class ReservationStore(DynamoTable table)
{
    private const string Prefix = "r_";

    // The most removals in one update, so that the expression stays far below DynamoDB's 4 KB.
    private const int MostDropped = 20;

    /// <summary>Reserves a place and the highest possible cost.</summary>
    /// <returns>Null if it succeeded; else the state of the day that prevented it. The reservation may already be in it, if an earlier
    /// attempt succeeded and its response was lost.</returns>
    public async Task<DayState?> TryReserveAsync(
        Payer payer,
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
            // If the reservation alone exceeds the budget, it fails even on a day without any usage.
            condition += room < 0 ? " AND committed_usd <= :room" : " AND (attribute_not_exists(committed_usd) OR committed_usd <= :room)";
            values[":room"] = N(room);
        }

        if (limits.Concurrency is { } limit)
        {
            condition += " AND (attribute_not_exists(in_progress) OR in_progress < :limit)";
            values[":limit"] = N(limit);
        }

        ItemUpdate update = new(
            UsageKey(payer.Owner, reservation.Day),
            $"SET #r = :reservation, {UsageStore.Index(values, payer, reservation.Day)} ADD committed_usd :usd, in_progress :one",
            condition,
            values,
            new() { ["#r"] = Prefix + reservation.Id }
        );
        var obstacle = await table.FindObstacleAsync(update, cancellationToken);

        return obstacle is null
            ? null
            : ToState(reservation.Day, obstacle.Count > 0 ? obstacle : await LookAsync(payer.Owner, reservation, cancellationToken));
    }

    /// <summary>Returns a reservation, less what was charged, and counts the answer, in one write and only once.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="reservation">The reservation as it was written.</param>
    /// <param name="chargedUsd">The part that stays in the budget.</param>
    /// <param name="model">The model that answered.</param>
    /// <param name="counted">What to add to the day's usage; null if there was no answer.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>False if it was done before, by an attempt whose response was lost.</returns>
    public async Task<bool> TryCloseAsync(
        string owner,
        Reservation reservation,
        decimal chargedUsd,
        string model,
        TurnCost? counted,
        CancellationToken cancellationToken
    ) =>
        await TryCloseAsync(owner, reservation, chargedUsd, model, counted, holdsPlace: true, cancellationToken)
        // Its lease had expired, so its place may belong to another reservation by now.
        || await TryCloseAsync(owner, reservation, chargedUsd, model, counted, holdsPlace: false, cancellationToken);

    /// <summary>
    /// Frees the places of processes that died. The cost of their answers is unknown, so it stays reserved until the day ends.
    /// </summary>
    /// <returns>False if another request changed one of them first.</returns>
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

    // Not every DynamoDB returns the item of a failed condition, and the completions function may only update items, so this reads the
    // item with an update that changes nothing.
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
