using Amazon.Runtime.EventStreams;

namespace Amazon.BedrockRuntime.Model;

/// <summary>One piece of a streamed answer: a JSON chunk in the model's own format.</summary>
public class PayloadPart : IEventStreamEvent
{
    public MemoryStream? Bytes { get; set; }
}
