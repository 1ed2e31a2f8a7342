namespace Benchmarks.Functions;

/// <summary>What was measured of each contestant.</summary>
internal sealed class Results
{
    private readonly Dictionary<(string, Job), JobResult> _jobs = [];
    private readonly Dictionary<string, StreamResult> _streams = [];

    public JobResult Of(Contestant contestant, Job job) =>
        _jobs.TryGetValue((contestant.Name, job), out var result) ? result : _jobs[(contestant.Name, job)] = new();

    public StreamResult StreamsOf(Contestant contestant) =>
        _streams.TryGetValue(contestant.Name, out var result) ? result : _streams[contestant.Name] = new();
}

/// <summary>One job of one contestant: times in milliseconds, memory in MB.</summary>
internal sealed class JobResult
{
    public Samples Cold { get; } = new();

    public ColdStages Stages { get; } = new();

    /// <summary>With the backends behind TLS.</summary>
    public Samples ColdOverTls { get; } = new();

    public Samples ColdProcessor { get; } = new();

    public Samples ColdMemory { get; } = new();

    /// <summary>With the backends' time.</summary>
    public Samples Total { get; } = new();

    /// <summary>Without it.</summary>
    public Samples Added { get; } = new();

    /// <summary>Processor time of a request, by block.</summary>
    public Samples Processor { get; } = new();

    public double WarmMemory { get; set; }

    public BackendUse Use { get; set; }
}

/// <summary>One contestant's streams, in milliseconds.</summary>
internal sealed class StreamResult
{
    /// <summary>From the model's piece to the client's.</summary>
    public Samples Chunk { get; } = new();

    /// <summary>What is added to the model's own time to its first token.</summary>
    public Samples FirstToken { get; } = new();
}
