namespace Benchmarks.Functions;

/// <summary>Where the time of cold starts goes, in milliseconds.</summary>
internal sealed class ColdStages
{
    /// <summary>From the process's start until it asks for its first event.</summary>
    public Samples Start { get; } = new();

    /// <summary>From there until a backend is called for the first time.</summary>
    public Samples UntilCall { get; } = new();

    /// <summary>While a backend is at work.</summary>
    public Samples Backends { get; } = new();

    /// <summary>The rest: between the backends' calls, and after them.</summary>
    public Samples Rest { get; } = new();

    public void Add(JobRun run, long firstAsked)
    {
        var (start, untilCall) = (Samples.Milliseconds(firstAsked - run.Began), Samples.Milliseconds(run.FirstCall - firstAsked));
        Start.Add(start);
        UntilCall.Add(untilCall);
        Backends.Add(run.Backends);
        Rest.Add(run.Total - start - untilCall - run.Backends);
    }
}
