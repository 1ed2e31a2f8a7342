namespace Benchmarks.Functions;

/// <summary>An instance that lives on: one request after the other, in blocks that take turns.</summary>
internal static class WarmRequests
{
    public const int Requests = 1000;
    private const int BlockSize = 50;

    public static async Task MeasureAsync(IReadOnlyList<Contestant> contestants, Stage stage, JobRunner jobs, Results results)
    {
        List<Runner> runners = [];
        try
        {
            foreach (var contestant in contestants)
            {
                foreach (var job in contestant.Jobs)
                {
                    runners.Add(
                        new(contestant, job, await FunctionInstance.PrepareAsync(contestant, job, stage), results.Of(contestant, job))
                    );
                }
            }

            // The first block is the warm-up: where there is a JIT, it has seen every path by then.
            for (var block = 0; block <= Requests / BlockSize; block++)
            {
                foreach (var runner in runners)
                {
                    await RunBlockAsync(runner, jobs, isMeasured: block > 0);
                }
            }

            runners.ForEach(runner => runner.Result.WarmMemory = runner.Instance.PeakMemory);
        }
        finally
        {
            foreach (var runner in runners)
            {
                await runner.Instance.DisposeAsync();
            }
        }
    }

    private static async Task RunBlockAsync(Runner runner, JobRunner jobs, bool isMeasured)
    {
        var before = isMeasured ? runner.Instance.ProcessorTime : 0;
        for (var i = 0; i < BlockSize; i++)
        {
            var run = await jobs.RunAsync(runner.Contestant, runner.Job, runner.Instance);
            if (isMeasured)
            {
                runner.Result.Added.Add(run.Added);
                runner.Result.Total.Add(run.Total);
                runner.Result.Use = run.Use;
            }
        }

        if (isMeasured)
        {
            runner.Result.Processor.Add((runner.Instance.ProcessorTime - before) * 1000 / BlockSize);
        }
    }

    private sealed record Runner(Contestant Contestant, Job Job, FunctionInstance Instance, JobResult Result);
}
