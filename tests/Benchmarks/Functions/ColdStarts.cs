namespace Benchmarks.Functions;

/// <summary>From the start of the process to its first answer.</summary>
internal static class ColdStarts
{
    public const int Rounds = 15;

    // What answers and measures is compiled as it is used; that is nobody's cold start.
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
                    await using var instance = await FunctionInstance.PrepareAsync(contestant, job, stage);
                    var (total, _, _) = await jobs.RunAsync(contestant, job, instance);

                    if (round < WarmUp)
                    {
                        continue;
                    }

                    var result = results.Of(contestant, job);
                    result.Cold.Add(total);
                    result.ColdProcessor.Add(instance.ProcessorTime * 1000);
                    result.ColdMemory.Add(instance.PeakMemory);
                }
            }
        }
    }
}
