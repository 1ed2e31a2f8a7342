using System.Text.Json.Nodes;
using Amazon.Runtime;
using Benchmarks.Functions;
using Benchmarks.Units;
using Llama;
using LocalCloud;

namespace Benchmarks.Cost;

/// <summary>What turns cost on AWS, from what one takes here.</summary>
internal static class CostBenchmark
{
    private const int Turns = 10;

    /// <summary>The turns that a conversation has before the measured one; all of them are read by each design.</summary>
    private const int History = 4;

    /// <summary>
    /// dynalite does not count the index by last activity. Its key changes with every turn: AWS takes one unit to delete
    /// the old entry and one to write the new one. Source: DynamoDB's guide, local secondary indexes, write capacity units.
    /// </summary>
    private const double IndexWrites = 2;

    // About what Llama 2 13B takes for a token on one GPU; the laptop's stand-in has it by default too.
    private static readonly TimeSpan _tokenDelay = TimeSpan.FromMilliseconds(25);

    /// <exception cref="InvalidDataException">An answer is wrong or missing.</exception>
    /// <exception cref="UsageException">Something that is measured cannot be made or started here.</exception>
    public static async Task RunAsync()
    {
        Contestant[] contestants = [await Contestants.NativeAsync(CancellationToken.None), await Contestants.NodeAsync(CancellationToken.None)];
        await using var stage = await Stage.StartAsync(_tokenDelay, CancellationToken.None);
        using Conversations conversations = new(stage.DynamoDB);
        UnitMeter meter = new(stage.Table);

        List<TurnUse> uses = [];
        foreach (var contestant in contestants)
        {
            uses.Add(await MeasureAsync(contestant, stage, conversations, meter));
        }

        var ours = uses[0];
        uses.Add(ours with { Design = "one item\nper conversation", Units = await RewriteUnitsAsync(stage) });
        CostReport.Print(uses, History, _tokenDelay);
    }

    private static async Task<TurnUse> MeasureAsync(Contestant contestant, Stage stage, Conversations conversations, UnitMeter meter)
    {
        await using var instance = await FunctionInstance.PrepareAsync(contestant, Job.Message, stage);
        Samples billed = new();
        CapacityUnits units = default;
        TokenUsage tokens = default;
        for (var turn = 0; turn <= Turns; turn++)
        {
            var id = await conversations.MakeAsync(History, Exchange.Of);
            var question = Question.Message(id, Exchange.Of(History + 1));
            meter.Take();
            var answer = await instance.InvokeAsync(question.Event);
            question.Check(answer.Body);

            // The first one is the cold start, which most turns do not have.
            if (turn > 0)
            {
                billed.Add(Math.Ceiling(Samples.Milliseconds(answer.Ended - answer.Began)));
                units = meter.Take();
                var usage = JsonNode.Parse(answer.Body)!["usage"]!;
                tokens = new((int)usage["prompt_tokens"]!, (int)usage["completion_tokens"]!);
            }
        }

        return new(contestant.Name, billed.Median, units with { Write = units.Write + IndexWrites }, tokens);
    }

    private static async Task<CapacityUnits> RewriteUnitsAsync(Stage stage)
    {
        using CountingDynamoDB client = new(
            new BasicAWSCredentials(LocalCredentials.AccessKey, LocalCredentials.SecretKey),
            new() { ServiceURL = stage.DynamoDB.ToString(), AuthenticationRegion = FunctionEnvironment.Region(Stage.Options) });
        RewriteEverything whole = new(client, Stage.Options.Table);
        await whole.WriteAsync("cost", History);
        client.Take();
        await whole.TakeTurnAsync("cost", History + 1);
        var units = client.Take();
        await whole.CheckAsync("cost", History + 1);

        return units;
    }
}
