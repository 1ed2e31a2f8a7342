namespace Chat.Metering;

/// <summary>Room that is kept for an answer that is being generated.</summary>
/// <param name="Id">Names it within its day.</param>
/// <param name="Day">The day that pays, even if the answer ends on the next.</param>
/// <param name="Usd">What the answer can cost at most; 0 where there is no budget.</param>
/// <param name="Until">When its process is dead for certain; null once that was noticed.</param>
internal sealed record Reservation(string Id, DateOnly Day, decimal Usd, DateTimeOffset? Until);

/// <summary>How an owner's day stands.</summary>
/// <param name="SpentUsd">What its answers cost.</param>
/// <param name="CommittedUsd">That, and what is reserved.</param>
/// <param name="InProgress">The places that are taken; those of dead processes count until somebody needs them.</param>
/// <param name="Reservations">What is reserved, by whom.</param>
internal sealed record DayState(decimal SpentUsd, decimal CommittedUsd, int InProgress, IReadOnlyList<Reservation> Reservations)
{
    public bool Holds(Reservation reservation) => Reservations.Any(held => held.Id == reservation.Id);

    public IEnumerable<Reservation> Living(DateTimeOffset now) => Reservations.Where(held => held.Until > now);

    public IEnumerable<Reservation> Dead(DateTimeOffset now) => Reservations.Where(held => held.Until <= now);
}
