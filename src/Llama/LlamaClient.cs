using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Amazon.BedrockRuntime;

namespace Llama;

/// <summary>Invokes one model. Thread-safe; made once and kept.</summary>
/// <param name="bedrock">The service client; its region must serve the model.</param>
/// <param name="model">The model to invoke.</param>
/// <param name="guardrail">Checks every prompt and every answer; it must exist in the client's region. Null for none.</param>
public sealed class LlamaClient(IAmazonBedrockRuntime bedrock, ModelReference model, Guardrail? guardrail = null)
{
    private readonly BedrockInvocation _invocation = new(bedrock, model.InvocationId, guardrail);

    /// <summary>The model that is invoked.</summary>
    public ModelReference Model { get; } = model;

    /// <summary>Answers a dialog in one piece.</summary>
    /// <param name="dialog">What the model is shown.</param>
    /// <param name="parameters">How it samples; the model's defaults if null.</param>
    /// <param name="stop">Texts that end the answer and are not part of it; none may be empty.</param>
    /// <param name="cancellationToken">Ends the exchange with Bedrock.</param>
    /// <exception cref="LlamaException">Every failure but the caller's own cancellation.</exception>
    public async Task<Completion> InvokeAsync(
        Dialog dialog, InferenceParameters? parameters = null, IReadOnlyList<string>? stop = null, CancellationToken cancellationToken = default)
    {
        // With stop sequences the answer is streamed, so that what follows one is not generated, nor paid for.
        if (stop is { Count: > 0 })
        {
            return await Whole(StreamAsync(dialog, parameters, stop, cancellationToken)).ConfigureAwait(false);
        }

        var body = await _invocation.InvokeAsync(Body(dialog, parameters), trace: true, cancellationToken).ConfigureAwait(false);
        GenerationText text = new();
        var answer = Parse(body.Span, text, LlamaError.ModelError);

        return new(
            answer.Text + text.Flush(),
            GenerationStream.Reason(answer.StopReason, answer.Guardrail),
            new(answer.PromptTokens ?? 0, answer.CompletionTokens ?? 0),
            answer.Guardrail ?? GuardrailAction.None);
    }

    /// <summary>Answers a dialog piece by piece, each as soon as it arrives. Leaving the loop ends the exchange with Bedrock.</summary>
    /// <param name="dialog">What the model is shown.</param>
    /// <param name="parameters">How it samples; the model's defaults if null.</param>
    /// <param name="stop">Texts that end the answer and are not part of it; none may be empty.</param>
    /// <param name="cancellationToken">Ends the exchange with Bedrock.</param>
    /// <exception cref="LlamaException">
    /// Every failure but the caller's own cancellation. After the first text it is <see cref="LlamaError.Interrupted"/>
    /// and holds the text so far.
    /// </exception>
    public async IAsyncEnumerable<ChatEvent> StreamAsync(
        Dialog dialog,
        InferenceParameters? parameters = null,
        IReadOnlyList<string>? stop = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (stop is not null && stop.Contains(""))
        {
            throw LlamaException.Invalid("stop", "empty", "texts that are not empty");
        }

        GenerationStream stream = new(stop ?? [], isGuarded: guardrail is not null);
        await foreach (var (_, text) in ReadAsync(Body(dialog, parameters), trace: true, stream, cancellationToken).ConfigureAwait(false))
        {
            if (text is not null)
            {
                yield return text;
            }
        }

        if (stream.Rest() is { } rest)
        {
            yield return rest;
        }

        yield return stream.Completed();
    }

    /// <summary>The model's own request body in, its own response body out, with what Bedrock adds about a guardrail.</summary>
    /// <exception cref="LlamaException">Every failure but the caller's own cancellation.</exception>
    public Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default) =>
        _invocation.InvokeAsync(body, trace: false, cancellationToken);

    /// <summary>The model's own request body in, its own chunks out, each a JSON object.</summary>
    /// <exception cref="LlamaException">Every failure but the caller's own cancellation.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(
        ReadOnlyMemory<byte> body, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        GenerationStream stream = new([], isGuarded: guardrail is not null);
        await foreach (var (chunk, _) in ReadAsync(body, trace: false, stream, cancellationToken).ConfigureAwait(false))
        {
            yield return chunk;
        }
    }

    /// <summary>Each chunk with the text in it, up to the last one; a stream that ends without it is broken.</summary>
    private async IAsyncEnumerable<(ReadOnlyMemory<byte> Chunk, ChatEvent.Text? Text)> ReadAsync(
        ReadOnlyMemory<byte> body, bool trace, GenerationStream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var chunks = _invocation.StreamAsync(body, trace, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (!stream.IsWhole && await stream.MoveNextAsync(chunks).ConfigureAwait(false))
        {
            yield return (chunks.Current, stream.Take(chunks.Current.Span));
        }
    }

    internal static GenerationChunk Parse(ReadOnlySpan<byte> json, GenerationText text, LlamaError otherwise)
    {
        try
        {
            return GenerationChunk.Parse(json, text);
        }
        catch (JsonException malformed)
        {
            throw new LlamaException(otherwise, "The model answered something that is not JSON of the known form.", malformed);
        }
    }

    private static async Task<Completion> Whole(IAsyncEnumerable<ChatEvent> events)
    {
        StringBuilder text = new();
        await foreach (var item in events.ConfigureAwait(false))
        {
            if (item is ChatEvent.Completed completed)
            {
                return new(text.ToString(), completed.StopReason, completed.Usage, completed.Guardrail);
            }

            text.Append(((ChatEvent.Text)item).Value);
        }

        throw new InvalidOperationException("A stream ends with its completion or throws.");
    }

    private byte[] Body(Dialog dialog, InferenceParameters? parameters) =>
        RequestBody.Write(Model.Model.Template.Render(dialog), parameters ?? InferenceParameters.Default);
}
