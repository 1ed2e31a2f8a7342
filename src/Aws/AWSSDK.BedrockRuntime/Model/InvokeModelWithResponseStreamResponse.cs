using Amazon.Runtime;

namespace Amazon.BedrockRuntime.Model;

/// <summary>An answer that is still being generated. Dispose it to end the exchange.</summary>
public class InvokeModelWithResponseStreamResponse : AmazonWebServiceResponse, IDisposable
{
    private bool _disposed;

    public ResponseStream Body { get; set; } = null!;

    public string? ContentType { get; set; }

    public PerformanceConfigLatency? PerformanceConfigLatency { get; set; }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (_disposed)
        {
            return;
        }

        if (disposing)
        {
            Body?.Dispose();
            Body = null!;
        }

        _disposed = true;
    }
}
