namespace Chat.Metering;

/// <summary>Days begin and end at midnight UTC, wherever the owner is.</summary>
internal static class UtcDay
{
    public static DateOnly Of(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    /// <summary>The midnight at which a day's budget ends.</summary>
    public static DateTimeOffset End(DateOnly day) => new(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
}
