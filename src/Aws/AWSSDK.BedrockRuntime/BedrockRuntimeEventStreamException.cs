using Amazon.Runtime.EventStreams.Internal;

namespace Amazon.BedrockRuntime;

/// <summary>A failure of an event stream. The inner exception is the cause.</summary>
public class BedrockRuntimeEventStreamException : EventStreamException
{
    public BedrockRuntimeEventStreamException() { }

    public BedrockRuntimeEventStreamException(string? message)
        : base(message) { }

    public BedrockRuntimeEventStreamException(string? message, Exception? innerException)
        : base(message, innerException) { }
}
