namespace Llama;

/// <summary>
/// The calls to Bedrock that one request makes, counted over everything that it asks for: see
/// <see cref="LlamaClient.CountedBy"/>. Not thread-safe; a request asks for one answer at a time.
/// </summary>
public sealed class ModelCalls
{
    internal const int Most = 4;

    /// <summary>The calls made so far, at most <see cref="LlamaClient.MaxCalls"/>.</summary>
    public int Made { get; private set; }

    /// <summary>The calls that are left.</summary>
    public int Left => Math.Max(0, Most - Made);

    /// <summary>
    /// The calls that Bedrock may bill without having reported their tokens: the request was sent, and the answer was cut
    /// off, given up or without counts. Such a call costs at most what the request allows.
    /// </summary>
    public int Unsettled { get; private set; }

    /// <summary>The calls that Bedrock throttled.</summary>
    public int Throttled { get; private set; }

    /// <summary>The regions that were not asked at last, because they had failed again and again.</summary>
    public int CircuitsOpen { get; internal set; }

    /// <summary>Notes that the cost of a call is unknown.</summary>
    public void LeaveUnsettled() => Unsettled++;

    internal void Begin() => Made++;

    internal void Throttle() => Throttled++;

    /// <summary>An imported model that is being loaded refused the call; it is asked again for as long as the caller waits.</summary>
    internal void TakeBack() => Made--;
}
