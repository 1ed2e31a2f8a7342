using Amazon.DynamoDBv2;
using LocalCloud.DynamoDB;
using LocalCloud.Settings;
using Shared;

namespace Chat.Tests.Stores;

/// <summary>A DynamoDB with the chat table, for the tests of a class.</summary>
public abstract class ChatTableFixture : IAsyncLifetime
{
    private LocalDynamoDB? _table;
    private AmazonDynamoDBClient? _client;

    /// <summary>Why it cannot be had here; null if it can.</summary>
    public string? Missing { get; private set; }

    public IAmazonDynamoDB Client => _client!;

    public async ValueTask InitializeAsync()
    {
        Missing = await StartAsync();
        if (Missing is null)
        {
            _table = await TestDynamoDB.StartAsync(Choice);
            _client = TestDynamoDB.Connect(_table.Url);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_table is not null)
        {
            await _table.DisposeAsync();
        }

        await EndAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract DynamoDBChoice Choice { get; }

    private protected abstract Task<string?> StartAsync();

    private protected abstract Task EndAsync();
}
