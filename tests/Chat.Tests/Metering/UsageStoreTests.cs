using Chat.Metering;
using Chat.Table;
using Chat.Tests.Exploration;
using static Chat.Table.Attributes;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Tests.Metering;

/// <summary>An addition is made once, although the SDK sends a write again whose response was lost.</summary>
public sealed class UsageStoreTests : IDisposable
{
    private static readonly DateOnly _day = new(2026, 11, 23);
    private static readonly TurnCost _cost = new(new(3, 2), 0.25m);

    private readonly MemoryTable _memory = new();
    private readonly UsageStore _usage;

    public UsageStoreTests() => _usage = new(new(_memory, "chat"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _memory.Dispose();

    [Fact]
    public async Task An_addition_that_is_sent_twice_counts_once_and_the_next_one_counts_too()
    {
        _memory.Calls = new SentTwice();

        await AddAsync();
        await AddAsync();

        var day = Assert.Single(await _usage.ListAsync("ada", _day, _day, Token));
        Assert.Equal((2, new TokenTotals(6, 4), 0.5m), (day.Turns, day.Tokens, day.CostUsd));
        Assert.Equal(0.5m, await _usage.CommittedAsync("ada", _day, _day, Token));
    }

    [Fact]
    public async Task Ids_of_additions_are_kept_for_this_minute_and_the_last_one()
    {
        long minute;
        do
        {
            minute = Minute();
            await _memory.PutItemAsync(new() { TableName = "chat", Item = ItemOf(minute) }, Token);
            await AddAsync();
        } while (Minute() != minute);

        var item = Assert.Single(_memory.Items);
        Assert.Equal(["last"], item[NameOf(minute - 1)].SS);
        Assert.False(item.ContainsKey(NameOf(minute - 2)));
        Assert.Equal(2, item[NameOf(minute)].SS.Count);
    }

    [Fact]
    public async Task Groups_are_stored_once_each_and_replaced_by_those_of_the_last_answer()
    {
        await AddAsync(new("ada", ["staff", "staff", "sales"]));
        await AddAsync(new("ada", ["staff"]));

        var item = Assert.Single(_memory.Items);
        Assert.Equal(["staff"], item["groups"].SS);
        Assert.Equal("2026-11-23", item[TableSchema.UsageDay].S);
    }

    [Fact]
    public async Task What_is_reserved_is_committed_but_not_used()
    {
        ReservationStore reservations = new(new(_memory, "chat"));
        await reservations.TryReserveAsync("ada", new("id", _day, 0.5m, DateTimeOffset.UnixEpoch), new(DailyBudgetUsd: 1), Token);

        Assert.Empty(await _usage.ListAsync("ada", _day, _day, Token));
        Assert.Equal(0.5m, await _usage.CommittedAsync("ada", _day, _day, Token));
    }

    private Task AddAsync(Payer? payer = null) => _usage.AddAsync(payer ?? "ada", _day, "model", _cost, Token);

    private static Item ItemOf(long minute)
    {
        var item = ChatKeys.UsageKey("ada", _day);
        item[NameOf(minute)] = new() { SS = ["now"] };
        item[NameOf(minute - 1)] = new() { SS = ["last"] };
        item[NameOf(minute - 2)] = new() { SS = ["before"] };
        item["turns"] = N(3);

        return item;
    }

    private static long Minute() => DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 60;

    private static string NameOf(long minute) => $"added_{minute % 3}";

    /// <summary>Does each write twice, and gives the answer to the second one.</summary>
    private sealed class SentTwice : ICalls
    {
        public Task<T> CallAsync<T>(string what, bool isWrite, Func<T> call)
        {
            if (isWrite)
            {
                call();
            }

            try
            {
                return Task.FromResult(call());
            }
            catch (Amazon.DynamoDBv2.Model.ConditionalCheckFailedException refused)
            {
                return Task.FromException<T>(refused);
            }
        }
    }
}
