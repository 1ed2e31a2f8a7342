using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;

namespace Llama;

/// <summary>Bytes to Bedrock and back, with its errors translated.</summary>
internal sealed class BedrockInvocation(IAmazonBedrockRuntime bedrock, string modelId, Guardrail? guardrail)
{
    private const string Json = "application/json";

    /// <param name="body">The model's own request.</param>
    /// <param name="trace">Whether the answer is to tell how a guardrail judged, which may repeat what the user wrote.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    public async Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> body, bool trace, CancellationToken cancellationToken)
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
        var response = await Translated(bedrock.InvokeModelAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);

        return Bytes(response.Body);
    }

    /// <inheritdoc cref="InvokeAsync"/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(
        ReadOnlyMemory<byte> body, bool trace, [EnumeratorCancellation] CancellationToken cancellationToken)
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
        using var response = await Translated(bedrock.InvokeModelWithResponseStreamAsync(request, cancellationToken), cancellationToken)
            .ConfigureAwait(false);

        // The SDK drops chunks that it read together with an exception; so small a read never holds both.
        response.Body.BufferSize = 64;
        await using var events = response.Body.GetAsyncEnumerator(cancellationToken);
        while (await Translated(events.MoveNextAsync().AsTask(), cancellationToken, LlamaError.Interrupted).ConfigureAwait(false))
        {
            if (events.Current is PayloadPart { Bytes: { } bytes })
            {
                yield return Bytes(bytes);
            }
        }
    }

    private Trace? TraceOf(bool trace) => trace && guardrail is not null ? Trace.ENABLED : null;

    private static async Task<T> Translated<T>(
        Task<T> call, CancellationToken cancellationToken, LlamaError otherwise = LlamaError.Unavailable)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // However the SDK puts it, the caller left.
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception exception)
        {
            throw BedrockErrors.Translate(exception, otherwise);
        }
    }

    private static MemoryStream AsStream(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var array)
            ? new(array.Array!, array.Offset, array.Count, writable: false)
            : new(body.ToArray(), writable: false);

    private static ReadOnlyMemory<byte> Bytes(MemoryStream stream) =>
        stream.TryGetBuffer(out var buffer) ? buffer : stream.ToArray();
}
