using System.Diagnostics;

namespace Chat.Telemetry;

/// <summary>
/// Listens to the spans of this function's requests, and sends those of a request when it ends: Lambda freezes a process between two
/// requests, so nothing may be left for later.
/// </summary>
internal sealed class RequestTraces : IDisposable
{
    // After a failure the next requests do not wait for the receiver.
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(30);

    // Of this instance only, so that a request is heard by its own function.
    private readonly ActivitySource _requests = new("Chat.Requests");
    private readonly ActivityListener _listener;
    private readonly TraceSettings _settings;
    private readonly Func<ReadOnlyMemory<byte>, Task> _send;
    private readonly TimeProvider _time;

    // 0 for a receiver that works. Requests at once share it.
    private long _failedAt;

    /// <param name="settings">Sampling, and what the spans are of.</param>
    /// <param name="send">Sends a message in OTLP's format. Its failures fail no request.</param>
    /// <param name="time">The clock.</param>
    public RequestTraces(TraceSettings settings, Func<ReadOnlyMemory<byte>, Task> send, TimeProvider time)
    {
        (_settings, _send, _time) = (settings, send, time);
        _listener = new()
        {
            ShouldListenTo = source => source == _requests || source.Name is Spans.Source or Llama.TraceNames.Source,
            Sample = Sample,
            ActivityStopped = activity => Of(activity)?.Add(activity),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <returns>Null if the sampler does not take the request.</returns>
    public RequestTrace? Begin(RequestFacts facts)
    {
        if (
            _requests.StartActivity($"{facts.Method} {facts.Route}", ActivityKind.Server, XRayHeader.Parse(facts.TraceHeader))
            is not { } request
        )
        {
            return null;
        }

        RequestTrace trace = new(request, this);
        trace.Begin(facts);

        return trace;
    }

    /// <summary>Sends the spans of an ended request. Never throws.</summary>
    /// <returns>Why they could not be sent; null if they were, or if the receiver failed just before.</returns>
    public async Task<string?> SendAsync(RequestTrace trace)
    {
        if (Volatile.Read(ref _failedAt) is not 0 and var failed && _time.GetElapsedTime(failed) < _pause)
        {
            return null;
        }

        try
        {
            await _send(OtlpMessage.Write(_settings.Resource, trace.Ended));
            Volatile.Write(ref _failedAt, 0);

            return null;
        }
        catch (Exception failure)
        {
            // Any exception: a request must not fail because its trace cannot be sent.
            Volatile.Write(ref _failedAt, _time.GetTimestamp());

            return failure.GetBaseException().Message;
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _requests.Dispose();
    }

    private ActivitySamplingResult Sample(ref ActivityCreationOptions<ActivityContext> options) =>
        (options.Source == _requests ? _settings.Sampler.Takes(options.TraceId, options.Parent) : Of(Activity.Current) is not null)
            ? ActivitySamplingResult.AllDataAndRecorded
            : ActivitySamplingResult.None;

    // Of the other functions in this process, on a laptop, nothing is taken.
    private RequestTrace? Of(Activity? activity) => RequestTrace.Of(activity) is { } trace && trace.Owner == this ? trace : null;
}
