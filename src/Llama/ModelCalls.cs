using System.Diagnostics;

namespace Llama;

/// <summary>
/// Counts the calls to Bedrock for one request: see <see cref="LlamaClient.CountedBy"/>. Not thread-safe; a request has one call at a time.
/// </summary>
public sealed class ModelCalls
{
    internal const int Most = 4;

    /// <summary>The calls so far, at most <see cref="LlamaClient.MaxCalls"/>.</summary>
    public int Made { get; private set; }

    /// <summary>The calls left.</summary>
    public int Left => Math.Max(0, Most - Made);

    /// <summary>
    /// The calls that Bedrock may have billed without reporting their tokens: the request was sent, and the answer was interrupted,
    /// abandoned or without counts. Such a call costs at most what the request allows.
    /// </summary>
    public int Unsettled { get; private set; }

    /// <summary>The calls that Bedrock throttled.</summary>
    public int Throttled { get; private set; }

    /// <summary>The number of regions whose circuit breaker was open at the last call.</summary>
    public int CircuitsOpen { get; internal set; }

    /// <summary>The span of the answer in progress; null if nothing listens.</summary>
    internal Activity? Span { get; set; }

    /// <summary>Records that the cost of a call is unknown.</summary>
    public void LeaveUnsettled() => Unsettled++;

    internal void Begin() => Made++;

    internal void Throttle() => Throttled++;

    /// <summary>Does not count the last call: it was refused because an imported model is being loaded, and will be repeated.</summary>
    internal void TakeBack() => Made--;
}
