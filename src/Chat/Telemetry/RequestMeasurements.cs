namespace Chat.Telemetry;

/// <summary>What is measured while a request is answered. Its log line and its metrics are made of it at the end.</summary>
internal sealed class RequestMeasurements
{
    private static readonly AsyncLocal<RequestMeasurements?> _current = new();

    private int _itemsUnreadable;
    private int _usageNotBooked;

    /// <summary>Those of the invocation that is running here, like Lambda's own logger; outside of one, nobody reads them.</summary>
    public static RequestMeasurements Current => _current.Value ?? new();

    /// <summary>The model's answer; null if it was not asked.</summary>
    public AnswerMeasurements? Answer { get; set; }

    /// <summary>The code of the error in the answer; null if the request succeeded.</summary>
    public string? Code { get; private set; }

    /// <summary>The status that belongs to the code, though a stream may have begun with 200.</summary>
    public int FailedStatus { get; private set; }

    public int TurnsDropped { get; set; }

    /// <summary>A rating that was given, or has changed.</summary>
    public string? Rating { get; set; }

    public int ItemsUnreadable => _itemsUnreadable;

    public int UsageNotBooked => _usageNotBooked;

    /// <summary>Begins the measurements of the invocation that is running here.</summary>
    public static RequestMeasurements Begin() => _current.Value = new();

    public void Fail(string code, int status) => (Code, FailedStatus) = (code, status);

    public void CountUnreadableItem() => Interlocked.Increment(ref _itemsUnreadable);

    public void CountUsageNotBooked() => Interlocked.Increment(ref _usageNotBooked);
}
