namespace Benchmarks.Functions;

/// <summary>How long a piece of a streamed answer takes through a function.</summary>
internal static class Streams
{
    public const int Rounds = 20;
    private const int WarmUp = 3;
    private const int Numbers = 60;

    public static async Task MeasureAsync(IReadOnlyList<Contestant> contestants, Stage stage, Results results)
    {
        List<(Contestant Contestant, FunctionInstance Instance)> running = [];
        try
        {
            foreach (var contestant in contestants.Where(contestant => !contestant.IsFloor))
            {
                running.Add((contestant, await FunctionInstance.PrepareAsync(contestant, Job.Completion, stage)));
            }

            for (var round = 0; round < WarmUp + Rounds; round++)
            {
                foreach (var (contestant, instance) in running)
                {
                    await RunAsync(stage, instance, round < WarmUp ? new() : results.StreamsOf(contestant));
                }
            }
        }
        finally
        {
            stage.Bedrock.BeforeFrames = null;
            foreach (var (_, instance) in running)
            {
                await instance.DisposeAsync();
            }
        }
    }

    private static async Task RunAsync(Stage stage, FunctionInstance instance, StreamResult result)
    {
        var question = Question.Stream(Numbers);
        StreamClock clock = new(StreamClock.Counted(Numbers));
        stage.Bedrock.BeforeFrames = _ => clock.BeforeFrameAsync;
        stage.TakeCalls();

        var answer = await instance.InvokeAsync(question.Event, clock.OnEvent);

        question.Check(answer.Body);
        var (model, table) = stage.TakeCalls();
        result.FirstToken.Add(Samples.Milliseconds(clock.FirstReceived - answer.Began - model.Concat(table).Busy(clock.FirstSent)));
        foreach (var inside in clock.Inside)
        {
            result.Chunk.Add(Samples.Milliseconds(inside));
        }
    }
}
