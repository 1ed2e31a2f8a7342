using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Chat.Table;
using LocalCloud.DynamoDB;
using LocalCloud.Settings;
using Shared;

namespace LocalCloud.Tests.DynamoDB;

public sealed class TableTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Items_come_back_in_the_order_of_their_sort_keys()
    {
        await using var dynamoDB = await TestDynamoDB.StartAsync();
        using var client = TestDynamoDB.Connect(dynamoDB.Url);

        await client.PutAsync("CONV#2", "2026-01-01");
        await client.PutAsync("CONV#1", "2026-01-02");

        Assert.Equal(["CONV#1", "CONV#2"], await client.QueryAsync());
    }

    [Fact]
    public async Task The_index_gives_the_latest_change_first_or_last()
    {
        await using var dynamoDB = await TestDynamoDB.StartAsync();
        using var client = TestDynamoDB.Connect(dynamoDB.Url);

        await client.PutAsync("CONV#1", "2026-01-02");
        await client.PutAsync("CONV#2", "2026-01-01");
        await client.PutAsync("CONV#3", "2026-01-03");
        await client.PutAsync("CONV#2", "2026-01-04");

        Assert.Equal(["CONV#1", "CONV#3", "CONV#2"], await client.QueryAsync(TableSchema.UpdatedAtIndex));
        Assert.Equal(["CONV#2", "CONV#3", "CONV#1"], await client.QueryAsync(TableSchema.UpdatedAtIndex, forward: false));
    }

    [Fact]
    public async Task A_condition_that_does_not_hold_is_refused_and_changes_nothing()
    {
        await using var dynamoDB = await TestDynamoDB.StartAsync();
        using var client = TestDynamoDB.Connect(dynamoDB.Url);
        await client.PutAsync("CONV#1", "2026-01-01", onlyIfNew: true);

        await Assert.ThrowsAsync<ConditionalCheckFailedException>(() => client.PutAsync("CONV#1", "2026-01-03", onlyIfNew: true));

        await client.PutAsync("CONV#2", "2026-01-02");
        Assert.Equal(["CONV#1", "CONV#2"], await client.QueryAsync(TableSchema.UpdatedAtIndex));
    }

    [Fact]
    public async Task The_table_is_paid_by_request_and_has_its_index()
    {
        await using var dynamoDB = await TestDynamoDB.StartAsync();
        using var client = TestDynamoDB.Connect(dynamoDB.Url);

        var table = (await client.DescribeTableAsync("chat", Token)).Table;

        Assert.Equal(BillingMode.PAY_PER_REQUEST, table.BillingModeSummary.BillingMode);
        Assert.Equal([("pk", "HASH"), ("sk", "RANGE")], table.KeySchema.Select(key => (key.AttributeName, key.KeyType.Value)));
        var index = Assert.Single(table.LocalSecondaryIndexes);
        Assert.Equal(("by_updated_at", "ALL"), (index.IndexName, index.Projection.ProjectionType.Value));
        Assert.Equal([("pk", "HASH"), ("updated_at", "RANGE")], index.KeySchema.Select(key => (key.AttributeName, key.KeyType.Value)));
    }

    [Fact]
    public async Task Several_starts_at_once_make_one_table_and_end_nothing_that_is_not_theirs()
    {
        await using var dynamoDB = await TestDynamoDB.StartAsync();
        CloudOptions options = new()
        {
            DynamoDB = new DynamoDBChoice.Endpoint(dynamoDB.Url),
            Environment = new Dictionary<string, string> { ["CHAT_TABLE"] = "shared" },
        };

        var starts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LocalDynamoDB.StartAsync(options, port: 0, Token)));
        foreach (var start in starts)
        {
            await start.DisposeAsync();
        }

        using var client = TestDynamoDB.Connect(dynamoDB.Url);
        Assert.Equal(["chat", "shared"], (await client.ListTablesAsync(Token)).TableNames.Order());
    }

    [Fact]
    public async Task Any_credentials_will_do()
    {
        await using var dynamoDB = await TestDynamoDB.StartAsync();
        using var local = TestDynamoDB.Connect(dynamoDB.Url);
        using var other = TestDynamoDB.Connect(dynamoDB.Url, accessKey: "AKIAIOSFODNN7EXAMPLE");

        await local.PutAsync("CONV#1", "2026-01-01");

        Assert.Equal(["CONV#1"], await other.QueryAsync());
    }
}
