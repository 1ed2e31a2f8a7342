using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Chat.Http;

namespace Chat.Conversations;

/// <summary>What lists have in common: their parameters, and a page of them.</summary>
internal static class Paging
{
    public const int MaxLimit = 100;

    // Lambda takes 6 MB. The body is sent as a JSON string, which doubles its quotes and backslashes at worst, and the item
    // that passes this mark is still in it: 400 KB of quotes become 2.9 MB.
    private const int EnoughBytes = 1_500_000;

    /// <exception cref="ProblemException">Not 1 to 100.</exception>
    public static int Limit(ApiRequest request) =>
        request.Query("limit") is not { } text ? 20
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit ? limit
        : throw ProblemException.Invalid("limit", $"must be a whole number from 1 to {MaxLimit}");

    /// <summary>A page: at most <paramref name="limit"/> items, and fewer where they are large.</summary>
    /// <param name="items">The items of the page, and at least one more if there is one.</param>
    /// <param name="limit">The most items.</param>
    /// <param name="type">An item's JSON.</param>
    /// <param name="cursorAfter">The cursor of the page behind an item.</param>
    /// <param name="cursorAtEnd">The cursor behind all items, where reading stopped before the end of the list.</param>
    public static Reply Reply<T>(
        IReadOnlyList<T> items,
        int limit,
        JsonTypeInfo<T> type,
        Func<T, string> cursorAfter,
        string? cursorAtEnd = null
    )
    {
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter json = new(body, JsonText.Readable))
        {
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            var count = 0;
            while (count < Math.Min(limit, items.Count) && json.BytesCommitted + json.BytesPending < EnoughBytes)
            {
                JsonSerializer.Serialize(json, items[count++], type);
            }

            json.WriteEndArray();
            json.WriteString("next_cursor"u8, count < items.Count ? cursorAfter(items[count - 1]) : cursorAtEnd);
            json.WriteEndObject();
        }

        return Http.Reply.Json(body.WrittenMemory);
    }

    /// <exception cref="ProblemException">Neither asc nor desc.</exception>
    public static bool IsAscending(ApiRequest request) =>
        request.Query("order") switch
        {
            null or "asc" => true,
            "desc" => false,
            _ => throw ProblemException.Invalid("order", "must be asc or desc"),
        };
}
