namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The buffered answer to one event, read from the stream's position on.</summary>
public class InvocationResponse
{
    public InvocationResponse(Stream outputStream)
        : this(outputStream, true) { }

    public InvocationResponse(Stream outputStream, bool disposeOutputStream)
    {
        ArgumentNullException.ThrowIfNull(outputStream);
        OutputStream = outputStream;
        DisposeOutputStream = disposeOutputStream;
    }

    public Stream OutputStream { get; set; }

    /// <summary>False when the same stream is used again for the next invocation.</summary>
    public bool DisposeOutputStream { get; }
}
