using System.Text;
using Amazon.BedrockRuntime.Internal;
using Amazon.Runtime.EventStreams;
using Amazon.Runtime.EventStreams.Internal;
using Amazon.Runtime.Internal;

namespace Amazon.BedrockRuntime.Model;

/// <summary>
/// The events of a streamed answer: enumerate it (once), or attach handlers and call StartProcessing.
/// A failure that the service reports mid-stream is a <see cref="BedrockRuntimeEventStreamException"/>
/// whose inner exception has the modelled type.
/// </summary>
public sealed class ResponseStream : EnumerableEventOutputStream<IEventStreamEvent, BedrockRuntimeEventStreamException>
{
    private volatile bool _isProcessing;

    public ResponseStream(Stream stream)
        : this(stream, null) { }

    public ResponseStream(Stream stream, IEventStreamDecoder? eventStreamDecoder)
        : base(stream, eventStreamDecoder)
    {
        base.ExceptionReceived += (_, args) => ExceptionReceived?.Invoke(this, args);
        Decoder.MessageReceived += (_, args) => Raise(ConvertMessageToEvent(args.Message));
    }

    public override event EventHandler<EventStreamEventReceivedArgs<IEventStreamEvent>>? EventReceived;

    public override event EventHandler<EventStreamExceptionReceivedArgs<BedrockRuntimeEventStreamException>>? ExceptionReceived;

    public event EventHandler<EventStreamEventReceivedArgs<InitialResponseEvent>>? InitialResponseReceived;

    public event EventHandler<EventStreamEventReceivedArgs<PayloadPart>>? ChunkReceived;

    protected override bool IsProcessing
    {
        get => _isProcessing;
        set => _isProcessing = value;
    }

    protected override IDictionary<string, Func<IEventStreamMessage, IEventStreamEvent>> EventMapping { get; } =
        new Dictionary<string, Func<IEventStreamMessage, IEventStreamEvent>>(StringComparer.OrdinalIgnoreCase)
        {
            ["Initial-Response"] = message => new InitialResponseEvent(message),
            ["Chunk"] = message => ChunkPayload.Read(message.Payload),
        };

    protected override IDictionary<string, Func<IEventStreamMessage, BedrockRuntimeEventStreamException>> ExceptionMapping { get; } =
        new Dictionary<string, Func<IEventStreamMessage, BedrockRuntimeEventStreamException>>(StringComparer.OrdinalIgnoreCase)
        {
            [nameof(InternalServerException)] = message => Failure(message, nameof(InternalServerException)),
            [nameof(ModelStreamErrorException)] = message => Failure(message, nameof(ModelStreamErrorException)),
            [nameof(ModelTimeoutException)] = message => Failure(message, nameof(ModelTimeoutException)),
            [nameof(ServiceUnavailableException)] = message => Failure(message, nameof(ServiceUnavailableException)),
            [nameof(ThrottlingException)] = message => Failure(message, nameof(ThrottlingException)),
            [nameof(ValidationException)] = message => Failure(message, nameof(ValidationException)),
        };

    // The published unmarshaller gives the modelled exception no message, code or status: those are read of an HTTP response.
    private static BedrockRuntimeEventStreamException Failure(IEventStreamMessage message, string type) =>
        new(Encoding.UTF8.GetString(message.Payload), BedrockRuntimeErrors.OfType(type, new ErrorResponse(), message.Payload));

    private void Raise(IEventStreamEvent received)
    {
        EventReceived?.Invoke(this, new(received));

        if (received is PayloadPart part)
        {
            ChunkReceived?.Invoke(this, new(part));
        }
        else if (received is InitialResponseEvent initial)
        {
            InitialResponseReceived?.Invoke(this, new(initial));
        }
    }
}
