using Amazon.Runtime;
using Benchmarks.Functions;
using Benchmarks.Units;
using LocalCloud.Settings;

namespace Benchmarks.Cost;

/// <summary>What turns cost on AWS, from what one takes here.</summary>
internal static class CostBenchmark
{
    private const int Turns = 10;

    /// <summary>The turns that a conversation has before the measured one; all of them are read by each design.</summary>
    public const int History = 4;

    /// <summary>
    /// dynalite does not count the index by last activity. Its key changes with every turn: AWS takes one unit to delete
    /// the old entry and one to write the new one. Source: DynamoDB's guide, local secondary indexes, write capacity units.
    /// </summary>
    private const double IndexWrites = 2;

    // About what Llama 2 13B takes for a token on one GPU; the laptop's emulator has it by default too.
    public static readonly TimeSpan TokenDelay = TimeSpan.FromMilliseconds(25);

    /// <exception cref="InvalidDataException">An answer is wrong or missing.</exception>
    /// <exception cref="UsageException">Something that is measured cannot be made or started here.</exception>
    public static async Task RunAsync()
    {
        await Console.Error.WriteLineAsync("Publishing what is measured, where it is not up to date ...");
        Contestant[] contestants =
        [
            await Contestants.NativeAsync(CancellationToken.None),
            await Contestants.NodeAsync(CancellationToken.None),
        ];
        await using var stage = await Stage.StartAsync(TokenDelay, CancellationToken.None);
        List<TurnUse> uses = [.. await MeasureAsync(contestants, stage)];
        var ours = uses[0];
        uses.Add(ours with { Design = "one item\nper conversation", Units = await RewriteUnitsAsync(stage) });
        CostReport.Print(uses, History, TokenDelay);
    }

    /// <summary>What a turn takes of each service, by each contestant.</summary>
    /// <exception cref="InvalidDataException">An answer is wrong or missing.</exception>
    public static async Task<IReadOnlyList<TurnUse>> MeasureAsync(IReadOnlyList<Contestant> contestants, Stage stage)
    {
        using Conversations conversations = new(stage.DynamoDB);
        UnitMeter meter = new(stage.Table);

        List<CostMeasurement> measurements = [];
        try
        {
            foreach (var contestant in contestants)
            {
                measurements.Add(new(contestant.Name, await FunctionInstance.PrepareAsync(contestant, Job.Message, stage)));
            }

            // In turns, so that a busy moment of the machine is everybody's. The first is the cold start, which most do not have.
            for (var turn = 0; turn <= Turns; turn++)
            {
                await Console.Error.WriteLineAsync($"Turn {turn} of {Turns} ...");
                foreach (var measurement in measurements)
                {
                    await measurement.TakeTurnAsync(
                        await conversations.MakeAsync(History, Exchange.Of),
                        Exchange.Of(History + 1),
                        meter,
                        isMeasured: turn > 0
                    );
                }
            }
        }
        finally
        {
            foreach (var measurement in measurements)
            {
                await measurement.DisposeAsync();
            }
        }

        return [.. measurements.Select(measurement => measurement.Use(IndexWrites))];
    }

    private static async Task<CapacityUnits> RewriteUnitsAsync(Stage stage)
    {
        using CountingDynamoDB client = new(
            new BasicAWSCredentials(LocalCredentials.AccessKey, LocalCredentials.SecretKey),
            new() { ServiceURL = stage.DynamoDB.ToString(), AuthenticationRegion = LocalFunctionEnvironment.Region(Stage.Options) }
        );
        RewriteEverything whole = new(client, Stage.Options.Table);
        await whole.WriteAsync("cost", History);
        client.Take();
        await whole.TakeTurnAsync("cost", History + 1);
        var units = client.Take();
        await whole.CheckAsync("cost", History + 1);

        return units;
    }
}
