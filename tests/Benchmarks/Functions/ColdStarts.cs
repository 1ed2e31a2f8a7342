namespace Benchmarks.Functions;

/// <summary>From the start of the process to its first answer.</summary>
internal static class ColdStarts
{
    public const int Rounds = 15;

    // What answers and measures is compiled as it is used; that must not count as a cold start.
    private const int WarmUp = 10;

    /// <summary>Every contestant in every round, so that a busy moment of the machine is everybody's.</summary>
    public static async Task MeasureAsync(IReadOnlyList<Contestant> contestants, Stage stage, JobRunner jobs, Results results)
    {
        for (var round = 0; round < WarmUp + Rounds; round++)
        {
            foreach (var contestant in contestants)
            {
                foreach (var job in contestant.Jobs)
                {
                    var result = round < WarmUp ? new() : results.Of(contestant, job);
                    await MeasureAsync(contestant, job, stage, jobs, result);
                }
            }
        }
    }

    private static async Task MeasureAsync(Contestant contestant, Job job, Stage stage, JobRunner jobs, JobResult result)
    {
        await using (var instance = await FunctionInstance.PrepareAsync(contestant, job, stage))
        {
            var run = await jobs.RunAsync(contestant, job, instance);
            result.Cold.Add(run.Total);
            result.Stages.Add(run, instance.FirstAsked);
            result.ColdProcessor.Add(instance.ProcessorTime * 1000);
            result.ColdMemory.Add(instance.PeakMemory);
        }

        // The floor's one request goes to neither of the two.
        if (!contestant.IsFloor)
        {
            await using var instance = await FunctionInstance.PrepareAsync(contestant, job, stage, overTls: true);
            result.ColdOverTls.Add((await jobs.RunAsync(contestant, job, instance)).Total);
        }
    }
}
