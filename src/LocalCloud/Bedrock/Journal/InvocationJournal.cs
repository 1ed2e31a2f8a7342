using LocalCloud.Bedrock.Faults;

namespace LocalCloud.Bedrock.Journal;

/// <summary>One request and its outcome. Deliberately without prompt and answer.</summary>
internal sealed record JournalEntry
{
    public required DateTimeOffset At { get; init; }

    public string? Operation { get; set; }

    public string? ModelId { get; set; }

    /// <summary>The region in the signature's credential scope.</summary>
    public string? Region { get; set; }

    /// <summary>The session token, which identifies the function instance.</summary>
    public string? SessionToken { get; init; }

    /// <summary>The guardrail of the request, as <c>identifier:version</c>.</summary>
    public string? Guardrail { get; set; }

    public int Status { get; set; }

    /// <summary>The type of an error, from the header or the stream.</summary>
    public string? ErrorType { get; set; }

    public FaultKind? Fault { get; set; }

    public int? PromptTokenCount { get; set; }

    public int? GenerationTokenCount { get; set; }

    public bool ClientHungUp { get; set; }
}

/// <summary>The last thousand invocations, oldest first, for tests and the console.</summary>
internal sealed class InvocationJournal
{
    private const int Capacity = 1000;
    private readonly Lock _lock = new();
    private readonly Queue<JournalEntry> _invocations = new();
    private readonly List<Waiting> _waiting = [];

    /// <summary>Raised on the request's thread when an invocation has ended.</summary>
    public event Action<JournalEntry>? Ended;

    public IReadOnlyList<JournalEntry> Invocations
    {
        get
        {
            lock (_lock)
            {
                return [.. _invocations];
            }
        }
    }

    /// <summary>The first invocation that meets the condition, past or future.</summary>
    public Task<JournalEntry> WhenAsync(Func<JournalEntry, bool> condition, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_invocations.FirstOrDefault(condition) is { } written)
            {
                return Task.FromResult(written);
            }

            Waiting waiting = new(condition, new(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiting.Add(waiting);
            return waiting.Found.Task.WaitAsync(cancellationToken);
        }
    }

    public void Write(JournalEntry invocation)
    {
        lock (_lock)
        {
            if (_invocations.Count == Capacity)
            {
                _invocations.Dequeue();
            }

            _invocations.Enqueue(invocation);
            _waiting.RemoveAll(waiting => waiting.Condition(invocation) && waiting.Found.TrySetResult(invocation));
        }

        Ended?.Invoke(invocation);
    }

    private sealed record Waiting(Func<JournalEntry, bool> Condition, TaskCompletionSource<JournalEntry> Found);
}
