using System.Collections.Concurrent;
using System.Diagnostics;
using Llama;

namespace Chat.Telemetry;

/// <summary>The spans of one request.</summary>
/// <param name="request">The span of the request itself, above the others.</param>
/// <param name="owner">The traces that it belongs to, since a process on a laptop runs several functions.</param>
internal sealed class RequestTrace(Activity request, RequestTraces owner)
{
    private const string Key = nameof(RequestTrace);

    private readonly ConcurrentQueue<Activity> _ended = [];

    public RequestTraces Owner => owner;

    public IReadOnlyCollection<Activity> Ended => _ended;

    /// <summary>The trace that an activity belongs to; null for none.</summary>
    public static RequestTrace? Of(Activity? activity)
    {
        while (activity?.Parent is { } parent)
        {
            activity = parent;
        }

        return (RequestTrace?)activity?.GetCustomProperty(Key);
    }

    public void Begin(RequestFacts facts)
    {
        request.SetCustomProperty(Key, this);
        request
            .SetTag("http.request.method", facts.Method)
            .SetTag("http.route", facts.Route)
            .SetTag("faas.invocation_id", facts.LambdaRequestId);
    }

    public void Add(Activity ended) => _ended.Enqueue(ended);

    public void End(string? code, int status, bool isCold)
    {
        request.SetTag("http.response.status_code", status).SetTag("faas.coldstart", isCold).SetTag(TraceNames.Error, code);
        if (status >= 500)
        {
            request.SetStatus(ActivityStatusCode.Error);
        }

        request.Stop();
    }
}
