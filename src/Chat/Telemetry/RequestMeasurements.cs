namespace Chat.Telemetry;

/// <summary>The measurements of a request, from which its log line and its metrics are written.</summary>
internal sealed class RequestMeasurements
{
    private static readonly AsyncLocal<RequestMeasurements?> _current = new();

    private int _itemsUnreadable;
    private int _usageNotBooked;

    /// <summary>The measurements of the current invocation, like Lambda's own logger; outside of one, they are discarded.</summary>
    public static RequestMeasurements Current => _current.Value ?? new();

    /// <summary>The model's answer; null if the model was not called.</summary>
    public AnswerMeasurements? Answer { get; set; }

    /// <summary>The code of the error in the answer; null if the request succeeded.</summary>
    public string? Code { get; private set; }

    /// <summary>The status that belongs to the code, even if a stream began with 200.</summary>
    public int FailedStatus { get; private set; }

    public int TurnsDropped { get; set; }

    /// <summary>A new or changed rating.</summary>
    public string? Rating { get; set; }

    /// <summary>What a reviewer will read; null if the deployment keeps no review log.</summary>
    public ReviewedAnswer? Review { get; private init; }

    public int ItemsUnreadable => _itemsUnreadable;

    public int UsageNotBooked => _usageNotBooked;

    /// <summary>Begins the measurements of the current invocation.</summary>
    /// <param name="isReviewed">Whether prompts and answers are collected for a reviewer.</param>
    public static RequestMeasurements Begin(bool isReviewed) => _current.Value = new() { Review = isReviewed ? new() : null };

    public void Fail(string code, int status) => (Code, FailedStatus) = (code, status);

    public void CountUnreadableItem() => Interlocked.Increment(ref _itemsUnreadable);

    public void CountUsageNotBooked() => Interlocked.Increment(ref _usageNotBooked);
}
