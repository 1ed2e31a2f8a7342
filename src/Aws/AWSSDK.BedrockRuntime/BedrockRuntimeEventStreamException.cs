using Amazon.Runtime.EventStreams.Internal;

namespace Amazon.BedrockRuntime;

/// <summary>A stream of events that failed. The inner exception tells why.</summary>
public class BedrockRuntimeEventStreamException : EventStreamException
{
    public BedrockRuntimeEventStreamException() { }

    public BedrockRuntimeEventStreamException(string? message)
        : base(message) { }

    public BedrockRuntimeEventStreamException(string? message, Exception? innerException)
        : base(message, innerException) { }
}
