using System.Runtime.CompilerServices;
using System.Text;
using Amazon.BedrockRuntime;
using Llama.Invocation;
using Llama.Regions;
using Llama.Streaming;
using Llama.Tracing;

namespace Llama;

/// <summary>Invokes one model. Thread-safe; create one and keep it.</summary>
public sealed class LlamaClient
{
    /// <summary>
    /// The most calls to Bedrock for one request, over all regions. All regions are tried in order; if none answers, they are tried again
    /// as long as a whole pass fits into this number. A call that is refused because the prompt is too long counts, too. Two things do
    /// not count: a dedicated model that is being loaded refuses calls, which are repeated with pauses of up to ten seconds for
    /// four minutes at most; and the functions send a call once more, on a new connection, if its pooled connection turns out to
    /// be closed before any byte of an answer, since Bedrock has not processed it.
    /// </summary>
    public const int MaxCalls = ModelCalls.Most;

    private readonly Failover _regions;
    private readonly BedrockInvocation _invocation;
    private readonly Guardrail? _guardrail;
    private readonly ModelCalls? _calls;

    /// <summary>A client for one region, which retries as <paramref name="bedrock"/> does.</summary>
    /// <param name="bedrock">The service client; its region must serve the model.</param>
    /// <param name="model">The model to invoke.</param>
    /// <param name="guardrail">Checks every prompt and every answer; it must exist in the client's region. Null for none.</param>
    public LlamaClient(IAmazonBedrockRuntime bedrock, ModelReference model, Guardrail? guardrail = null)
        : this(Failover.Only(bedrock), model, guardrail) { }

    /// <summary>
    /// A client that calls the next region if one is throttled, not ready, unavailable or silent, as long as no token has arrived. After
    /// three failures within a minute, a region's circuit breaker opens for 30 seconds.
    /// </summary>
    /// <param name="regions">The regions, preferred first; at least one.</param>
    /// <param name="model">The model to invoke.</param>
    /// <param name="guardrail">Checks every prompt and every answer; it must exist in each of the regions. Null for none.</param>
    /// <param name="time">The clock for pauses and timeouts; the system's if null.</param>
    public LlamaClient(IReadOnlyList<BedrockRegion> regions, ModelReference model, Guardrail? guardrail = null, TimeProvider? time = null)
        : this(new Failover(regions, model.IsDedicated, time ?? TimeProvider.System), model, guardrail) { }

    private LlamaClient(Failover regions, ModelReference model, Guardrail? guardrail)
    {
        _regions = regions;
        _invocation = new(regions, model.InvocationId, guardrail);
        _guardrail = guardrail;
        Model = model;
    }

    private LlamaClient(LlamaClient client, ModelCalls calls)
    {
        (_regions, _invocation, _guardrail, Model) = (client._regions, client._invocation, client._guardrail, client.Model);
        _calls = calls;
    }

    /// <summary>The model that is invoked.</summary>
    public ModelReference Model { get; }

    /// <summary>The address of the preferred region's service; null if its client does not provide it.</summary>
    public Uri? Endpoint => _regions.Endpoint;

    /// <summary>The number of regions whose circuit breaker is open.</summary>
    public int CircuitsOpen => _regions.CircuitsOpen;

    /// <summary>The same client, counting the calls of one request together.</summary>
    public LlamaClient CountedBy(ModelCalls calls) => new(this, calls);

    /// <summary>Answers a dialog as a whole.</summary>
    /// <param name="dialog">The dialog.</param>
    /// <param name="parameters">The sampling parameters; the model's defaults if null.</param>
    /// <param name="stop">Texts that end the answer and are not part of it; not empty.</param>
    /// <param name="shorter">
    /// Called if the model refuses the dialog as too long and another call is allowed, with the number of calls left. Returns a shorter
    /// dialog, or null to give up. Null if there is none.
    /// </param>
    /// <param name="cancellationToken">Cancels the call to Bedrock.</param>
    /// <exception cref="LlamaException">Any failure except the caller's own cancellation.</exception>
    public Task<Completion> InvokeAsync(
        Dialog dialog,
        InferenceParameters? parameters = null,
        IReadOnlyList<string>? stop = null,
        Func<int, Dialog?>? shorter = null,
        CancellationToken cancellationToken = default
    ) => AnswerAsync(TraceNames.Chat, () => Body(dialog, parameters), parameters, stop, Bodies(shorter, parameters), cancellationToken);

    /// <summary>Completes a raw prompt, without a template, and returns the whole answer.</summary>
    /// <param name="prompt">What the model reads; not empty.</param>
    /// <param name="parameters">How it samples; the model's defaults if null.</param>
    /// <param name="stop">Texts that end the answer and are not part of it; none may be empty.</param>
    /// <param name="cancellationToken">Cancels the call to Bedrock.</param>
    /// <exception cref="LlamaException">Any failure except the caller's own cancellation.</exception>
    public Task<Completion> InvokePromptAsync(
        string prompt,
        InferenceParameters? parameters = null,
        IReadOnlyList<string>? stop = null,
        CancellationToken cancellationToken = default
    ) => AnswerAsync(TraceNames.TextCompletion, () => Body(prompt, parameters), parameters, stop, shorter: null, cancellationToken);

    private Task<Completion> AnswerAsync(
        string operation,
        Func<byte[]> body,
        InferenceParameters? parameters,
        IReadOnlyList<string>? stop,
        Func<int, ReadOnlyMemory<byte>?>? shorter,
        CancellationToken cancellationToken
    )
    {
        // With stop sequences the answer is streamed, so that nothing after one is generated and billed. So is an answer that may
        // take minutes: only its first token shows whether the region answers at all.
        if (stop is { Count: > 0 } || MayTakeLong(parameters))
        {
            return Whole(EventsAsync(operation, body, parameters, stop, shorter, cancellationToken));
        }

        var calls = _calls ?? new();

        return AnswerSpan.IsWanted
            ? TracedAnswers.OfAsync(
                Asked(operation, parameters, isStreamed: false),
                calls,
                () => AnswerAsync(body, shorter, calls, cancellationToken)
            )
            : AnswerAsync(body, shorter, calls, cancellationToken);
    }

    private async Task<Completion> AnswerAsync(
        Func<byte[]> body,
        Func<int, ReadOnlyMemory<byte>?>? shorter,
        ModelCalls calls,
        CancellationToken cancellationToken
    )
    {
        var (answered, region) = await _invocation
            .InvokeAsync(body(), shorter, trace: true, calls, cancellationToken)
            .ConfigureAwait(false);
        GenerationText text = new();
        var answer = ParseWhole(answered.Span, text, calls);
        TokenUsage usage = new(answer.PromptTokens ?? 0, answer.CompletionTokens ?? 0);
        if (!GenerationStream.HasCost(usage, answer.Guardrail))
        {
            calls.LeaveUnsettled();
        }

        return new(
            answer.Text + text.Flush(),
            GenerationStream.Reason(answer.StopReason, answer.Guardrail),
            usage,
            answer.Guardrail ?? GuardrailAction.None
        )
        {
            Region = region,
        };
    }

    /// <summary>Answers a dialog as a stream, each piece as soon as it arrives. Leaving the loop ends the call to Bedrock.</summary>
    /// <param name="dialog">The dialog.</param>
    /// <param name="parameters">The sampling parameters; the model's defaults if null.</param>
    /// <param name="stop">Texts that end the answer and are not part of it; not empty.</param>
    /// <param name="shorter">
    /// Called if the model refuses the dialog as too long and another call is allowed, with the number of calls left. Returns a shorter
    /// dialog, or null to give up. Null if there is none.
    /// </param>
    /// <param name="cancellationToken">Cancels the call to Bedrock.</param>
    /// <exception cref="LlamaException">
    /// Any failure except the caller's own cancellation. After the first text it is <see cref="LlamaError.Interrupted"/> and contains the
    /// text so far.
    /// </exception>
    public IAsyncEnumerable<ChatEvent> StreamAsync(
        Dialog dialog,
        InferenceParameters? parameters = null,
        IReadOnlyList<string>? stop = null,
        Func<int, Dialog?>? shorter = null,
        CancellationToken cancellationToken = default
    ) => EventsAsync(TraceNames.Chat, () => Body(dialog, parameters), parameters, stop, Bodies(shorter, parameters), cancellationToken);

    /// <summary>Completes a raw prompt, without a template, as a stream. Leaving the loop cancels the call to Bedrock.</summary>
    /// <param name="prompt">What the model reads; not empty.</param>
    /// <param name="parameters">How it samples; the model's defaults if null.</param>
    /// <param name="stop">Texts that end the answer and are not part of it; none may be empty.</param>
    /// <param name="cancellationToken">Cancels the call to Bedrock.</param>
    /// <exception cref="LlamaException">As when a dialog is answered.</exception>
    public IAsyncEnumerable<ChatEvent> StreamPromptAsync(
        string prompt,
        InferenceParameters? parameters = null,
        IReadOnlyList<string>? stop = null,
        CancellationToken cancellationToken = default
    ) => EventsAsync(TraceNames.TextCompletion, () => Body(prompt, parameters), parameters, stop, shorter: null, cancellationToken);

    private IAsyncEnumerable<ChatEvent> EventsAsync(
        string operation,
        Func<byte[]> body,
        InferenceParameters? parameters,
        IReadOnlyList<string>? stop,
        Func<int, ReadOnlyMemory<byte>?>? shorter,
        CancellationToken cancellationToken
    )
    {
        var calls = _calls ?? new();
        var events = EventsAsync(body, stop, shorter, calls, cancellationToken);

        return AnswerSpan.IsWanted
            ? TracedAnswers.OfEvents(Asked(operation, parameters, isStreamed: true), calls, events, cancellationToken)
            : events;
    }

    private async IAsyncEnumerable<ChatEvent> EventsAsync(
        Func<byte[]> body,
        IReadOnlyList<string>? stop,
        Func<int, ReadOnlyMemory<byte>?>? shorter,
        ModelCalls calls,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (stop is not null && stop.Contains(""))
        {
            throw LlamaException.Invalid("stop", "empty", "texts that are not empty");
        }

        GenerationStream stream = new(stop ?? [], isGuarded: _guardrail is not null);
        var chunks = _invocation.StreamAsync(body(), shorter, trace: true, calls, cancellationToken);
        await foreach (var (_, text) in ReadAsync(chunks, stream, calls, cancellationToken).ConfigureAwait(false))
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

    /// <summary>Sends a request body in the model's format and returns its response body, with Bedrock's guardrail fields.</summary>
    /// <exception cref="LlamaException">Any failure except the caller's own cancellation.</exception>
    public Task<ModelJson> InvokeAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        var calls = _calls ?? new();

        return AnswerSpan.IsWanted
            ? TracedAnswers.OfAsync(
                Asked(TraceNames.TextCompletion, parameters: null, isStreamed: false),
                calls,
                () => InvokeAsync(body, calls, cancellationToken)
            )
            : InvokeAsync(body, calls, cancellationToken);
    }

    private async Task<ModelJson> InvokeAsync(ReadOnlyMemory<byte> body, ModelCalls calls, CancellationToken cancellationToken)
    {
        var (answer, region) = await _invocation
            .InvokeAsync(body, shorter: null, trace: false, calls, cancellationToken)
            .ConfigureAwait(false);

        return new(answer, region);
    }

    /// <summary>Sends a request body in the model's format and returns its chunks, each a JSON object.</summary>
    /// <exception cref="LlamaException">Any failure except the caller's own cancellation.</exception>
    public IAsyncEnumerable<ModelJson> StreamAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        var calls = _calls ?? new();
        var chunks = StreamAsync(body, calls, cancellationToken);

        return AnswerSpan.IsWanted
            ? TracedAnswers.OfChunks(Asked(TraceNames.TextCompletion, parameters: null, isStreamed: true), calls, chunks, cancellationToken)
            : chunks;
    }

    private async IAsyncEnumerable<ModelJson> StreamAsync(
        ReadOnlyMemory<byte> body,
        ModelCalls calls,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        GenerationStream stream = new([], isGuarded: _guardrail is not null);
        var chunks = _invocation.StreamAsync(body, shorter: null, trace: false, calls, cancellationToken);
        await foreach (var (chunk, _) in ReadAsync(chunks, stream, calls, cancellationToken).ConfigureAwait(false))
        {
            yield return new(chunk.Value, chunk.Region);
        }
    }

    /// <summary>Each chunk with its text, up to the last one. A stream that ends without a last chunk was interrupted.</summary>
    private static async IAsyncEnumerable<(Served<ReadOnlyMemory<byte>> Chunk, ChatEvent.Text? Text)> ReadAsync(
        IAsyncEnumerable<Served<ReadOnlyMemory<byte>>> answer,
        GenerationStream stream,
        ModelCalls calls,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var hasBegun = false;
        try
        {
            await using var chunks = answer.GetAsyncEnumerator(cancellationToken);
            while (!stream.IsWhole && await stream.MoveNextAsync(chunks).ConfigureAwait(false))
            {
                hasBegun = true;
                yield return (chunks.Current, stream.Take(chunks.Current));
            }
        }
        finally
        {
            if (hasBegun && !stream.IsSettled)
            {
                calls.LeaveUnsettled();
            }
        }
    }

    // An answer that cannot be parsed has been billed all the same.
    private static GenerationChunk ParseWhole(ReadOnlySpan<byte> json, GenerationText text, ModelCalls calls)
    {
        try
        {
            return GenerationChunk.Parse(json, text, LlamaError.ModelError);
        }
        catch (LlamaException)
        {
            calls.LeaveUnsettled();
            throw;
        }
    }

    private static async Task<Completion> Whole(IAsyncEnumerable<ChatEvent> events)
    {
        StringBuilder text = new();
        await foreach (var item in events.ConfigureAwait(false))
        {
            if (item is ChatEvent.Completed completed)
            {
                return new(text.ToString(), completed.StopReason, completed.Usage, completed.Guardrail) { Region = completed.Region };
            }

            text.Append(((ChatEvent.Text)item).Value);
        }

        throw new InvalidOperationException("A stream ends with its completion or throws.");
    }

    private AskedModel Asked(string operation, InferenceParameters? parameters, bool isStreamed) =>
        new(operation, Model, _guardrail, parameters, isStreamed);

    // 512 tokens, at the ten a second of a slow copy, are within the time that a whole answer has.
    private bool MayTakeLong(InferenceParameters? parameters) =>
        Model.IsDedicated || (parameters ?? InferenceParameters.Default).MaxGenLen > 512;

    private Func<int, ReadOnlyMemory<byte>?>? Bodies(Func<int, Dialog?>? shorter, InferenceParameters? parameters) =>
        shorter is null ? null : callsLeft => shorter(callsLeft) is { } dialog ? Body(dialog, parameters) : default(ReadOnlyMemory<byte>?);

    private byte[] Body(Dialog dialog, InferenceParameters? parameters) => Body(Model.Model.Template.Render(dialog), parameters);

    private byte[] Body(string prompt, InferenceParameters? parameters) =>
        RequestBody.Write(prompt, (parameters ?? InferenceParameters.Default).Within(Model.Model));
}
