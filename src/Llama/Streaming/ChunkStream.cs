using Amazon.BedrockRuntime.Model;
using Amazon.Runtime.EventStreams;
using Llama.Errors;
using Llama.Regions;

namespace Llama.Streaming;

/// <summary>A streamed answer whose first chunk has arrived.</summary>
internal sealed class ChunkStream : IAsyncDisposable
{
    private const int PreludeLength = 12;

    private readonly InvokeModelWithResponseStreamResponse _response;
    private readonly IAsyncEnumerator<IEventStreamEvent> _events;
    private readonly FirstByteLimit _limit;
    private readonly CancellationToken _caller;

    private ChunkStream(InvokeModelWithResponseStreamResponse response, FirstByteLimit limit, CancellationToken caller)
    {
        (_response, _limit, _caller) = (response, limit, caller);

        // The SDK drops chunks that it reads together with a failure. A frame fails with the last byte of its prelude at the earliest,
        // so a read of a prelude's length never contains both the end of a frame and a failure of the next one.
        response.Body.BufferSize = PreludeLength;
        _events = response.Body.GetAsyncEnumerator(limit.Token);
    }

    public ReadOnlyMemory<byte> Current { get; private set; }

    /// <exception cref="LlamaException">No first chunk arrived.</exception>
    public static async Task<ChunkStream> OpenAsync(
        Task<InvokeModelWithResponseStreamResponse> call,
        FirstByteLimit limit,
        CancellationToken caller
    )
    {
        ChunkStream? stream = null;
        try
        {
            stream = new(await BedrockErrors.TranslateAsync(call, caller).ConfigureAwait(false), limit, caller);

            return !await stream.MoveNextAsync().ConfigureAwait(false) ? throw BedrockErrors.Of(LlamaError.Interrupted)
                : limit.TryLift() ? stream
                : throw BedrockErrors.Of(LlamaError.TimedOut);
        }
        catch when (stream is not null)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        catch
        {
            limit.Dispose();
            throw;
        }
    }

    public async ValueTask<bool> MoveNextAsync()
    {
        while (await BedrockErrors.TranslateAsync(_events.MoveNextAsync().AsTask(), _caller, LlamaError.Interrupted).ConfigureAwait(false))
        {
            if (_events.Current is PayloadPart { Bytes: { } bytes })
            {
                Current = Bytes(bytes);
                return true;
            }
        }

        return false;
    }

    public static ReadOnlyMemory<byte> Bytes(MemoryStream stream) => stream.TryGetBuffer(out var buffer) ? buffer : stream.ToArray();

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync().ConfigureAwait(false);
        _response.Dispose();
        _limit.Dispose();
    }
}
