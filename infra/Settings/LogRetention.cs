namespace Infra.Settings;

/// <summary>The retention periods that CloudWatch supports, in days.</summary>
internal static class LogRetention
{
    private static readonly int[] _days =
    [
        1,
        3,
        5,
        7,
        14,
        30,
        60,
        90,
        120,
        150,
        180,
        365,
        400,
        545,
        731,
        1096,
        1827,
        2192,
        2557,
        2922,
        3288,
        3653,
    ];

    public static int Of(int days) =>
        _days.Contains(days)
            ? days
            : throw new InvalidContextException(ContextKeys.LogRetentionDays, $"{days}", $"expected one of {string.Join(", ", _days)}");
}
