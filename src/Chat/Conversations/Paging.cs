using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Chat.Http;

namespace Chat.Conversations;

/// <summary>Parameters and pages of lists.</summary>
internal static class Paging
{
    public const int MaxLimit = 100;

    // A response may have 6 MB. The body is sent as a JSON string, which at worst doubles its quotes and backslashes, and a page includes
    // the item that exceeds this limit: 400 KB of quotes become 2.9 MB.
    private const int EnoughBytes = 1_500_000;

    /// <exception cref="ProblemException">Not from 1 to 100.</exception>
    public static int Limit(ApiRequest request) =>
        request.Query("limit") is not { } text ? 20
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit ? limit
        : throw ProblemException.Invalid("limit", $"must be a whole number from 1 to {MaxLimit}");

    /// <summary>A page of at most <paramref name="limit"/> items, or fewer if they are large.</summary>
    /// <param name="items">The items of the page, and at least one more if there are more.</param>
    /// <param name="limit">The most items.</param>
    /// <param name="type">An item's JSON.</param>
    /// <param name="cursorAfter">The cursor after an item.</param>
    /// <param name="cursorAtEnd">The cursor after all items, if reading stopped before the end of the list.</param>
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
