using LocalCloud.Settings;

namespace Chat.Tests.Stores;

/// <summary>The table in dynalite, as on a laptop.</summary>
public sealed class DynaliteTable : ChatTableFixture
{
    private protected override DynamoDBChoice Choice => new DynamoDBChoice.InMemory();

    private protected override Task<string?> StartAsync() => Task.FromResult<string?>(null);

    private protected override Task EndAsync() => Task.CompletedTask;
}
