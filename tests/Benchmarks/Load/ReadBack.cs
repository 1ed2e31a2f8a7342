using System.Globalization;
using System.Text.Json.Nodes;

namespace Benchmarks.Load;

/// <summary>Everything that is stored, beside everything that was accepted.</summary>
internal sealed class ReadBack(HttpClient http, DateOnly firstDay)
{
    private const int AtOnce = 4;

    private readonly Lock _lock = new();

    public StoredCounts Counts { get; private set; } = new();

    /// <exception cref="InvalidDataException">Something cannot be read.</exception>
    public async Task ReadAsync(IReadOnlyList<Owner> owners, Action<double> onProgress, CancellationToken cancellationToken)
    {
        var (read, all) = (0, owners.Sum(owner => owner.Conversations.Count));
        foreach (var owner in owners)
        {
            LoadApi api = new(http, owner.Name, new());
            await CheckListAsync(api, owner);
            Sum stored = new(0, 0, 0, 0);
            await Parallel.ForEachAsync(
                owner.Conversations,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (conversation, _) =>
                {
                    var sum = await CheckConversationAsync(api, conversation);
                    lock (_lock)
                    {
                        stored += sum;
                        onProgress((double)++read / all);
                    }
                }
            );
            await CheckUsageAsync(api, stored);
        }
    }

    private static async Task<JsonNode> GetAsync(LoadApi api, string path) =>
        await api.SendAsync(HttpMethod.Get, path) is { Status: 200, Json: { } json }
            ? json
            : throw new InvalidDataException($"{path} cannot be read afterwards.");

    private static async Task<List<JsonNode>> GetPagesAsync(LoadApi api, string path)
    {
        List<JsonNode> items = [];
        var cursor = "";
        do
        {
            var page = await GetAsync(api, path + cursor);
            items.AddRange(page["items"]!.AsArray().Select(item => item!));
            cursor = (string?)page["next_cursor"] is { } next ? $"&cursor={Uri.EscapeDataString(next)}" : "";
        } while (cursor.Length > 0);

        return items;
    }

    private void Add(StoredCounts counts)
    {
        lock (_lock)
        {
            Counts += counts;
        }
    }

    private async Task CheckListAsync(LoadApi api, Owner owner)
    {
        var listed = (await GetPagesAsync(api, "conversations?limit=100"))
            .Select(item => (string)item["id"]!)
            .Order(StringComparer.Ordinal);
        var created = owner.Conversations.Select(conversation => conversation.Id).Order(StringComparer.Ordinal);
        Add(new() { Conversations = owner.Conversations.Count, WrongLists = listed.SequenceEqual(created) ? 0 : 1 });
    }

    private async Task<Sum> CheckConversationAsync(LoadApi api, Conversation conversation)
    {
        var path = $"conversations/{conversation.Id}";
        var messages = await GetPagesAsync(api, $"{path}/messages?limit=100&view=all");
        List<(int Number, AcceptedTurn Turn)> stored =
        [
            .. messages.Chunk(2).Select(pair => ((int)pair[0]["turn"]!, pair.Length == 2 ? Turn(pair[0], pair[1]) : default)),
        ];
        Add(Compare(conversation, stored));

        var sum = stored.Aggregate(new Sum(0, 0, 0, 0), (sum, turn) => sum + Sum.Of(turn.Turn));
        var record = await GetAsync(api, path);
        var counted = Sum.Of((int)record["turns"]!, record["usage"]!);
        Add(new() { WrongSums = counted == sum ? 0 : 1 });

        return sum;
    }

    private static AcceptedTurn Turn(JsonNode user, JsonNode assistant) =>
        (string?)user["role"] == "user" && (string?)assistant["role"] == "assistant" && (int?)user["turn"] == (int?)assistant["turn"]
            ? AcceptedTurn.Of((string)user["content"]!, (string)assistant["content"]!, assistant["usage"]!, (string)assistant["status"]!)
            : default;

    private static StoredCounts Compare(Conversation conversation, List<(int Number, AcceptedTurn Turn)> stored)
    {
        var accepted = conversation.Turns;
        StoredCounts counts = new()
        {
            Turns = stored.Count,
            Lost = accepted.Where((turn, index) => !stored.Contains((index + 1, turn)) && !stored.Exists(s => s.Turn == turn)).Count(),
            Misplaced =
                stored.Where((turn, index) => turn.Number != index + 1).Count()
                + accepted.Where((turn, index) => stored.Exists(s => s.Turn == turn) && !stored.Contains((index + 1, turn))).Count(),
        };

        // After an error it is not known what else there may be.
        return conversation.IsSpoiled ? counts : counts with { Duplicated = Math.Max(0, stored.Count - accepted.Count) };
    }

    private async Task CheckUsageAsync(LoadApi api, Sum stored)
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var usage = await GetAsync(
            api,
            string.Create(CultureInfo.InvariantCulture, $"usage?from={firstDay:yyyy-MM-dd}&to={today:yyyy-MM-dd}")
        );
        var counted = Sum.Of(usage["days"]!.AsArray().Sum(day => (int)day!["turns"]!), usage["total"]!);
        Add(
            new()
            {
                Usage = counted,
                UsageOfTurns = stored,
                WrongUsages = counted == stored ? 0 : 1,
            }
        );
    }
}
