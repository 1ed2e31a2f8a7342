namespace Chat.Metering;

/// <summary>Budget and a place that are reserved for an answer in progress.</summary>
/// <param name="Id">Unique within its day.</param>
/// <param name="Day">The day that is charged, even if the answer ends on the next one.</param>
/// <param name="Usd">The highest possible cost; 0 without a budget.</param>
/// <param name="Until">The time after which its process has certainly ended; null once that was detected.</param>
internal sealed record Reservation(string Id, DateOnly Day, decimal Usd, DateTimeOffset? Until);

/// <summary>The state of an owner's day.</summary>
/// <param name="SpentUsd">The cost of its answers.</param>
/// <param name="CommittedUsd">The cost of its answers plus all reservations.</param>
/// <param name="InProgress">The places in use, including those of processes that died, until their removal.</param>
/// <param name="Reservations">The reservations.</param>
internal sealed record DayState(decimal SpentUsd, decimal CommittedUsd, int InProgress, IReadOnlyList<Reservation> Reservations)
{
    public bool Holds(Reservation reservation) => Reservations.Any(held => held.Id == reservation.Id);

    public IEnumerable<Reservation> Living(DateTimeOffset now) => Reservations.Where(held => held.Until > now);

    public IEnumerable<Reservation> Dead(DateTimeOffset now) => Reservations.Where(held => held.Until <= now);
}
