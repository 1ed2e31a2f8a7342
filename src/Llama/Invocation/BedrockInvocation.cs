using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using Llama.Errors;
using Llama.Regions;
using Llama.Streaming;

namespace Llama.Invocation;

/// <summary>Sends request bodies to Bedrock and returns response bodies, with errors translated.</summary>
internal sealed class BedrockInvocation(Failover regions, string modelId, Guardrail? guardrail)
{
    private const string Json = "application/json";

    // The first-token timeout. A token usually comes within two seconds; a long prompt or a queue may take several times that.
    private static readonly TimeSpan _firstChunk = TimeSpan.FromSeconds(20);

    // The timeout of an answer that is not streamed: 2,048 tokens at 35 per second.
    private static readonly TimeSpan _wholeAnswer = TimeSpan.FromSeconds(60);

    // Remembered for the life of the client, so that only its first stream costs an extra call.
    private volatile bool _isRefusedStreams;

    /// <param name="body">The request in the model's format.</param>
    /// <param name="shorter">
    /// Called if the model refuses the request as too long, with the number of calls left. Returns a shorter request, or null. Null if
    /// there is none.
    /// </param>
    /// <param name="trace">Whether to request the guardrail's trace, which may repeat the user's words.</param>
    /// <param name="calls">Counts the calls.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    public Task<Served<ReadOnlyMemory<byte>>> InvokeAsync(
        ReadOnlyMemory<byte> body,
        Func<int, ReadOnlyMemory<byte>?>? shorter,
        bool trace,
        ModelCalls calls,
        CancellationToken cancellationToken
    ) =>
        CallAsync(
            body,
            shorter,
            (bedrock, sent, limit) => InvokeAsync(bedrock, sent, trace, limit, cancellationToken),
            _wholeAnswer,
            calls,
            cancellationToken
        );

    /// <inheritdoc cref="InvokeAsync(ReadOnlyMemory{byte}, Func{int, ReadOnlyMemory{byte}?}?, bool, ModelCalls, CancellationToken)"/>
    public async IAsyncEnumerable<Served<ReadOnlyMemory<byte>>> StreamAsync(
        ReadOnlyMemory<byte> body,
        Func<int, ReadOnlyMemory<byte>?>? shorter,
        bool trace,
        ModelCalls calls,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (await TryOpenAsync(body, shorter, trace, calls, cancellationToken).ConfigureAwait(false) is not var (opened, region))
        {
            var whole = await InvokeAsync(body, shorter, trace, calls, cancellationToken).ConfigureAwait(false);

            // Any other refusal has failed again by now.
            _isRefusedStreams = true;
            yield return whole;
            yield break;
        }

        await using var stream = opened;
        do
        {
            yield return new(stream.Current, region);
        } while (await stream.MoveNextAsync().ConfigureAwait(false));
    }

    /// <returns>Null if the model does not stream. A complete response has the fields of a chunk, so it can be the only chunk.</returns>
    private async Task<Served<ChunkStream>?> TryOpenAsync(
        ReadOnlyMemory<byte> body,
        Func<int, ReadOnlyMemory<byte>?>? shorter,
        bool trace,
        ModelCalls calls,
        CancellationToken cancellationToken
    )
    {
        if (_isRefusedStreams)
        {
            return null;
        }

        try
        {
            return await CallAsync(
                    body,
                    shorter,
                    (bedrock, sent, limit) => OpenAsync(bedrock, sent, trace, limit, cancellationToken),
                    _firstChunk,
                    calls,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (LlamaException refused) when (BedrockErrors.IsRefusedStream(refused))
        {
            return null;
        }
    }

    private async Task<Served<T>> CallAsync<T>(
        ReadOnlyMemory<byte> body,
        Func<int, ReadOnlyMemory<byte>?>? shorter,
        Func<IAmazonBedrockRuntime, ReadOnlyMemory<byte>, FirstByteLimit, Task<T>> call,
        TimeSpan firstByte,
        ModelCalls calls,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            try
            {
                var sent = body;
                return await regions
                    .CallAsync((bedrock, limit) => call(bedrock, sent, limit), firstByte, calls, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (LlamaException refused) when (refused.Error == LlamaError.ContextLengthExceeded && shorter is not null && calls.Left > 0)
            {
                if (shorter(calls.Left) is not { } next)
                {
                    throw;
                }

                body = next;
            }
        }
    }

    private async Task<ReadOnlyMemory<byte>> InvokeAsync(
        IAmazonBedrockRuntime bedrock,
        ReadOnlyMemory<byte> body,
        bool trace,
        FirstByteLimit limit,
        CancellationToken caller
    )
    {
        using (limit)
        {
            InvokeModelRequest request = new()
            {
                ModelId = modelId,
                Accept = Json,
                ContentType = Json,
                Body = AsStream(body),
                GuardrailIdentifier = guardrail?.Identifier,
                GuardrailVersion = guardrail?.Version,
                Trace = TraceOf(trace),
            };
            var response = await BedrockErrors.TranslateAsync(bedrock.InvokeModelAsync(request, limit.Token), caller).ConfigureAwait(false);

            return ChunkStream.Bytes(response.Body);
        }
    }

    private Task<ChunkStream> OpenAsync(
        IAmazonBedrockRuntime bedrock,
        ReadOnlyMemory<byte> body,
        bool trace,
        FirstByteLimit limit,
        CancellationToken caller
    )
    {
        InvokeModelWithResponseStreamRequest request = new()
        {
            ModelId = modelId,
            Accept = Json,
            ContentType = Json,
            Body = AsStream(body),
            GuardrailIdentifier = guardrail?.Identifier,
            GuardrailVersion = guardrail?.Version,
            Trace = TraceOf(trace),
        };

        return ChunkStream.OpenAsync(bedrock.InvokeModelWithResponseStreamAsync(request, limit.Token), limit, caller);
    }

    private Trace? TraceOf(bool trace) => trace && guardrail is not null ? Trace.ENABLED : null;

    private static MemoryStream AsStream(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var array)
            ? new(array.Array!, array.Offset, array.Count, writable: false)
            : new(body.ToArray(), writable: false);
}
