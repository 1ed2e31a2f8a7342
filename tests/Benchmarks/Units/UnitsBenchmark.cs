using Amazon.Runtime;
using Chat.Configuration;
using LocalCloud.Bedrock;
using LocalCloud.DynamoDB;
using LocalCloud.Settings;

namespace Benchmarks.Units;

/// <summary>DynamoDB's capacity units per turn, by the length of the history.</summary>
internal static class UnitsBenchmark
{
    private static readonly int[] _histories = [1, 10, 100, 1_000, 10_000];

    public static async Task RunAsync()
    {
        CloudOptions options = new() { DynamoDB = new DynamoDBChoice.InMemory(), Environment = LocalFunctionEnvironment.OwnVariables() };
        await using var dynamoDB = await LocalDynamoDB.StartAsync(options, port: 0, CancellationToken.None);
        await using var bedrock = await BedrockEmulator.StartAsync(new() { TokenDelay = TimeSpan.Zero }, CancellationToken.None);
        using CountingDynamoDB client = new(
            new BasicAWSCredentials(LocalCredentials.AccessKey, LocalCredentials.SecretKey),
            new() { ServiceURL = dynamoDB.Url.ToString(), AuthenticationRegion = LocalFunctionEnvironment.Region(options) }
        );

        var environment = LocalFunctionEnvironment.Of(options, "messages", "benchmark", bedrock.Url, dynamoDB.Url);
        var settings = ChatSettings.Bind(environment);
        TurnItems ours = new(settings, new(environment, settings), client, options.Table);
        RewriteEverything whole = new(client, options.Table);

        List<Comparison> comparisons = [];
        foreach (var history in _histories)
        {
            await Console.Error.WriteLineAsync($"A turn after {history:N0} others ...");
            var id = $"{history:D26}";
            comparisons.Add(
                new(
                    history,
                    await MeasureAsync(
                        client,
                        () => ours.WriteAsync(id, history),
                        () => ours.TakeTurnAsync(id, history + 1),
                        () => ours.CheckAsync(id, history + 1)
                    ),
                    RewriteEverything.SizeOf(id, history + 1) is var size && size > RewriteEverything.Limit
                        ? null
                        : await MeasureAsync(
                            client,
                            () => whole.WriteAsync(id, history),
                            () => whole.TakeTurnAsync(id, history + 1),
                            () => whole.CheckAsync(id, history + 1)
                        ),
                    size
                )
            );
        }

        Report.Print(comparisons);
    }

    private static async Task<CapacityUnits> MeasureAsync(CountingDynamoDB client, Func<Task> prepare, Func<Task> turn, Func<Task> check)
    {
        await prepare();
        client.Take();
        await turn();
        var units = client.Take();
        await check();

        return units;
    }
}

/// <param name="History">The turns before the measured one.</param>
/// <param name="Ours">One item per turn.</param>
/// <param name="Whole">One item per conversation; null where DynamoDB would not take it.</param>
/// <param name="WholeSize">That item's bytes.</param>
internal sealed record Comparison(int History, CapacityUnits Ours, CapacityUnits? Whole, long WholeSize);
