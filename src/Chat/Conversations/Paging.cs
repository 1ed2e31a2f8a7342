using System.Globalization;
using Chat.Http;

namespace Chat.Conversations;

/// <summary>The parameters that lists have in common.</summary>
internal static class Paging
{
    public const int MaxLimit = 100;

    /// <exception cref="ProblemException">Not 1 to 100.</exception>
    public static int Limit(ApiRequest request) =>
        request.Query("limit") is not { } text ? 20
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit ? limit
        : throw ProblemException.Invalid("limit", $"must be a whole number from 1 to {MaxLimit}");

    /// <exception cref="ProblemException">Neither asc nor desc.</exception>
    public static bool IsAscending(ApiRequest request) => request.Query("order") switch
    {
        null or "asc" => true,
        "desc" => false,
        _ => throw ProblemException.Invalid("order", "must be asc or desc"),
    };
}
