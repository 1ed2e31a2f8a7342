namespace Chat.Conversations;

/// <summary>
/// The right of one process to a turn, and to the idempotency record of a request. Both records store its id and its end; after that,
/// another process may take over.
/// </summary>
/// <param name="Id">Unique to the invocation.</param>
/// <param name="Length">How long it lasts after it was acquired or renewed.</param>
internal sealed record Lease(string Id, TimeSpan Length)
{
    /// <summary>A turn's lease is renewed by each save of the answer, every one to three seconds (<see cref="TurnSaver"/>).</summary>
    public static Lease OfTurn() => new(Ulid.NewUlid().ToString(), TurnLength);

    /// <summary>Not renewed, so it lasts longer than API Gateway waits for a buffered answer, which is 29 seconds.</summary>
    public static Lease OfBufferedRequest(DateTimeOffset now) => new(Ulid.NewUlid(now).ToString(), TimeSpan.FromSeconds(35));

    public static TimeSpan TurnLength => TimeSpan.FromSeconds(30);

    public DateTimeOffset Until(DateTimeOffset now) => now + Length;
}
