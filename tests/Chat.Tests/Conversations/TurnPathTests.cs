using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Chat.Conversations;

namespace Chat.Tests.Conversations;

/// <summary>What a prompt does not hold is not read for it.</summary>
public class TurnPathTests(LocalCloudFixture cloud)
{
    private const int Failed = 150;

    private readonly Owner _owner = Owner.Of(cloud);

    [Fact]
    public async Task Failed_turns_are_not_read_however_many_lie_between()
    {
        using StoredTable table = new(cloud);
        var id = await _owner.CreateAsync();
        await table.AddTurnAsync(_owner.Name, id, 1, "one", "eins", before: 0);
        await table.AddTurnAsync(_owner.Name, id, 2, "two", "zwei", before: 1);
        for (var number = 3; number < 3 + Failed; number++)
        {
            await table.AddTurnAsync(_owner.Name, id, number, "again", "", before: 2);
        }

        var (shown, read) = await ReadAsync(id, below: 3 + Failed);

        Assert.Equal([2, 1], shown);
        Assert.InRange(read, 1, 12);
    }

    [Fact]
    public async Task Failed_turns_between_any_two_others_cost_one_more_read_at_most()
    {
        using StoredTable table = new(cloud);
        var id = await _owner.CreateAsync();
        for (var number = 1; number <= 80; number++)
        {
            var last = (number - 1) / 8 * 8;
            await table.AddTurnAsync(_owner.Name, id, number, "x", number % 8 == 0 ? "y" : "", last);
        }

        var (shown, read) = await ReadAsync(id, below: 81);

        Assert.Equal([80, 72, 64, 56, 48, 40, 32, 24, 16, 8], shown);
        Assert.InRange(read, 10, 10 + (2 * shown.Count));
    }

    [Fact]
    public async Task Turns_that_were_stored_before_are_read_one_after_the_other()
    {
        using StoredTable table = new(cloud);
        var id = await _owner.CreateAsync();
        await table.AddTurnsAsync(_owner.Name, id, 45);
        await table.AddTurnAsync(_owner.Name, id, 46, "x", "", before: null);

        var (shown, _) = await ReadAsync(id, below: 47);

        Assert.Equal(Enumerable.Range(1, 45).Reverse(), shown);
    }

    [Fact]
    public async Task A_message_names_the_turn_that_the_next_prompt_continues_with()
    {
        using StoredTable table = new(cloud);
        var id = await _owner.CreateAsync();
        await table.AddTurnAsync(_owner.Name, id, 1, "one", "eins", before: null);
        await table.AddTurnAsync(_owner.Name, id, 2, "two", "", before: null);

        await _owner.SayAsync(id, "three");
        await _owner.SayAsync(id, "four");

        var stored = await table.Turns.ListAsync(_owner.Name, id, after: 2, ascending: true, 2, TestContext.Current.CancellationToken);
        Assert.Equal([1, 3], stored.Select(turn => turn.Before));
    }

    [Fact]
    public async Task Other_branches_are_not_read_however_many_turns_they_have()
    {
        using StoredTable table = new(cloud);
        var id = await _owner.CreateAsync();
        await table.AddTurnsAsync(_owner.Name, id, 40);
        ConversationTurn third = new()
        {
            Number = 3,
            User = "",
            Status = TurnStatus.Complete,
            CreatedAt = default,
        };
        await table.AddTurnAsync(_owner.Name, id, 41, "edited", "answer", before: 3, BranchPlace.Of(41, third));

        var (shown, read) = await ReadAsync(id, below: 42);

        Assert.Equal([41, 3, 2, 1], shown);
        Assert.InRange(read, 4, 15);
    }

    [Fact]
    public async Task A_large_window_is_read_in_few_pages_and_hardly_further_than_it_reaches()
    {
        const int Fitting = 150;
        const int TokensOfTurn = 100;
        using StoredTable table = new(cloud);
        var id = await _owner.CreateAsync();
        var text = new string('x', 2 * (TokensOfTurn - 10));
        await table.AddTurnsAsync(_owner.Name, id, 2 * Fitting, new(text, text));
        using CountingClient counting = new(cloud.Cloud.DynamoDB.Url);
        TurnPath path = new(new(new(counting, "chat")), _owner.Name, id, named: null, TestContext.Current.CancellationToken);

        var shown = await path.ShownAsync(await path.NewestAsync(), Fitting * TokensOfTurn, TestContext.Current.CancellationToken)
            .Take(Fitting)
            .CountAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Fitting, shown);
        Assert.InRange(counting.Read, Fitting, Fitting * 6 / 5);
        Assert.InRange(counting.Queries, 1, 4);
    }

    private async Task<(IReadOnlyList<int> Shown, int Read)> ReadAsync(string id, int below)
    {
        using CountingClient counting = new(cloud.Cloud.DynamoDB.Url);
        TurnPath path = new(new(new(counting, "chat")), _owner.Name, id, named: null, TestContext.Current.CancellationToken);
        List<int> shown = [];
        await foreach (
            var turn in path.ShownAsync(await path.FindAsync(below - 1), cancellationToken: TestContext.Current.CancellationToken)
        )
        {
            shown.Add(turn.Number);
        }

        return (shown, counting.Read);
    }

    /// <summary>Counts the items that it reads.</summary>
    private sealed class CountingClient(Uri url)
        : AmazonDynamoDBClient(
            new BasicAWSCredentials("local", "local"),
            new AmazonDynamoDBConfig { ServiceURL = url.ToString(), AuthenticationRegion = "us-east-1" }
        )
    {
        public int Read { get; private set; }

        public int Queries { get; private set; }

        public override async Task<QueryResponse> QueryAsync(QueryRequest request, CancellationToken cancellationToken = default)
        {
            var response = await base.QueryAsync(request, cancellationToken);
            Read += response.Items?.Count ?? 0;
            Queries++;

            return response;
        }
    }
}
