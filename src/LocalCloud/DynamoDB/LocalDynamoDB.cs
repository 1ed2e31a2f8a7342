using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Chat.Table;
using LocalCloud.Network;
using LocalCloud.Settings;

namespace LocalCloud.DynamoDB;

/// <summary>The local DynamoDB with the functions' table.</summary>
internal sealed class LocalDynamoDB : IAsyncDisposable
{
    private static readonly TimeSpan _pauseBetweenStarts = TimeSpan.FromSeconds(1);

    private readonly CloudOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private Dynalite? _dynalite;
    private Task _supervision = Task.CompletedTask;

    private LocalDynamoDB(CloudOptions options, Uri url, Dynalite? dynalite)
    {
        _options = options;
        Url = url;
        _dynalite = dynalite;
    }

    public Uri Url { get; }

    /// <param name="options">Which DynamoDB to use, and the table's name.</param>
    /// <param name="port">dynalite's port; 0 picks a free one.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="UsageException">It cannot be started, or does not answer.</exception>
    public static async Task<LocalDynamoDB> StartAsync(CloudOptions options, int port, CancellationToken cancellationToken)
    {
        var dynalite = options.DynamoDB is DynamoDBChoice.Endpoint ? null : await StartDynaliteAsync(options, port, cancellationToken);
        LocalDynamoDB started = new(options, dynalite?.Url ?? ((DynamoDBChoice.Endpoint)options.DynamoDB).Url, dynalite);
        try
        {
            await started.CreateTableAsync(options, cancellationToken);
            if (dynalite is not null)
            {
                started._supervision = started.RestartWheneverEndedAsync();
            }

            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _supervision;
        if (_dynalite is not null)
        {
            await _dynalite.DisposeAsync();
        }

        _stop.Dispose();
    }

    private static Task<Dynalite> StartDynaliteAsync(CloudOptions options, int port, CancellationToken cancellationToken) =>
        Dynalite.StartAsync(port, (options.DynamoDB as DynamoDBChoice.InFolder)?.Path, PageOrigins.Of(options), cancellationToken);

    /// <summary>Restarts dynalite, on its port and with its data, whenever it ends.</summary>
    private async Task RestartWheneverEndedAsync()
    {
        try
        {
            while (true)
            {
                await _dynalite!.EndedAsync(_stop.Token);
                await Console.Error.WriteLineAsync(
                    _options.DynamoDB is DynamoDBChoice.InFolder
                        ? "DynamoDB's process ended and is started again with its data."
                        : "DynamoDB's process ended and is started again; what it had in memory is lost."
                );
                await RestartAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // LocalCloud is shutting down.
        }
    }

    private async Task RestartAsync()
    {
        while (true)
        {
            try
            {
                await _dynalite!.DisposeAsync();
                _dynalite = await StartDynaliteAsync(_options, Url.Port, _stop.Token);
                await CreateTableAsync(_options, _stop.Token);
                return;
            }
            catch (UsageException refused)
            {
                await Console.Error.WriteLineAsync($"DynamoDB cannot be started again: {refused.Message}");
                await Task.Delay(_pauseBetweenStarts, _stop.Token);
            }
        }
    }

    private async Task CreateTableAsync(CloudOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var dynamoDB = Connect(options);
            try
            {
                await dynamoDB.CreateTableAsync(TableSchema.Definition(options.Table), cancellationToken);
            }
            catch (ResourceInUseException)
            {
                // The table exists from an earlier start, or another process has just created it.
                await AddIndexAsync(dynamoDB, options.Table, cancellationToken);
            }

            while ((await dynamoDB.DescribeTableAsync(options.Table, cancellationToken)).Table.TableStatus != TableStatus.ACTIVE)
            {
                await Task.Delay(20, cancellationToken);
            }
        }
        catch (Exception failed) when (failed is AmazonClientException or AmazonServiceException or HttpRequestException)
        {
            throw new UsageException($"DynamoDB at {Url} does not give the table {options.Table}: {failed.Message}", failed);
        }
    }

    // A table of an earlier version lacks the index over all owners.
    private static async Task AddIndexAsync(AmazonDynamoDBClient dynamoDB, string table, CancellationToken cancellationToken)
    {
        var description = (await dynamoDB.DescribeTableAsync(table, cancellationToken)).Table;
        var definition = TableSchema.Definition(table);
        if (description.GlobalSecondaryIndexes is { Count: > 0 })
        {
            return;
        }

        var index = definition.GlobalSecondaryIndexes.Single();
        await dynamoDB.UpdateTableAsync(
            new UpdateTableRequest
            {
                TableName = table,
                AttributeDefinitions = definition.AttributeDefinitions,
                GlobalSecondaryIndexUpdates =
                [
                    new()
                    {
                        Create = new()
                        {
                            IndexName = index.IndexName,
                            KeySchema = index.KeySchema,
                            Projection = index.Projection,
                        },
                    },
                ],
            },
            cancellationToken
        );
    }

    // DynamoDB Local has separate tables per access key and region, so these must equal those of the functions.
    private AmazonDynamoDBClient Connect(CloudOptions options)
    {
        AmazonDynamoDBConfig config = new()
        {
            ServiceURL = Url.ToString(),
            AuthenticationRegion = LocalFunctionEnvironment.Region(options),
            MaxErrorRetry = 1,

            // The user's settings for AWS's own endpoints do not apply here.
            UseFIPSEndpoint = false,
            UseDualstackEndpoint = false,
        };

        return options.Bedrock is BedrockChoice.Aws && _dynalite is null
            ? new(config)
            : new(new BasicAWSCredentials(LocalCredentials.AccessKey, LocalCredentials.SecretKey), config);
    }
}
