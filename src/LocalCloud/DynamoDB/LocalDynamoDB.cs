using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Chat.Table;
using LocalCloud.Settings;

namespace LocalCloud.DynamoDB;

/// <summary>DynamoDB on the laptop, with the functions' table.</summary>
internal sealed class LocalDynamoDB : IAsyncDisposable
{
    private readonly Dynalite? _dynalite;

    private LocalDynamoDB(Uri url, Dynalite? dynalite)
    {
        Url = url;
        _dynalite = dynalite;
    }

    public Uri Url { get; }

    /// <param name="options">Who answers, and the table's name.</param>
    /// <param name="port">dynalite's port; 0 picks a free one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UsageException">It cannot be started, or does not answer.</exception>
    public static async Task<LocalDynamoDB> StartAsync(CloudOptions options, int port, CancellationToken cancellationToken)
    {
        var dynalite = options.DynamoDB switch
        {
            DynamoDBChoice.InFolder(var folder) => await Dynalite.StartAsync(port, folder, cancellationToken),
            DynamoDBChoice.InMemory => await Dynalite.StartAsync(port, folder: null, cancellationToken),
            _ => null,
        };
        LocalDynamoDB started = new(dynalite?.Url ?? ((DynamoDBChoice.Endpoint)options.DynamoDB).Url, dynalite);
        try
        {
            await started.CreateTableAsync(options, cancellationToken);
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
        if (_dynalite is not null)
        {
            await _dynalite.DisposeAsync();
        }
    }

    private async Task CreateTableAsync(CloudOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var dynamoDB = Connect(options);
            try
            {
                await dynamoDB.CreateTableAsync(ChatTable.Definition(options.Table), cancellationToken);
            }
            catch (ResourceInUseException)
            {
                // It is there, from an earlier start or from another one just now.
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

    // DynamoDB Local keeps separate tables for each access key and region: these have to be the functions' own.
    private AmazonDynamoDBClient Connect(CloudOptions options)
    {
        AmazonDynamoDBConfig config = new()
        {
            ServiceURL = Url.ToString(),
            AuthenticationRegion = FunctionEnvironment.Region(options),
            MaxErrorRetry = 1,
        };

        return options.Bedrock is BedrockChoice.Aws && _dynalite is null
            ? new(config)
            : new(new BasicAWSCredentials(LocalCredentials.AccessKey, LocalCredentials.SecretKey), config);
    }
}
