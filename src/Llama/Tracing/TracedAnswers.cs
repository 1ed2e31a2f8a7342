using System.Runtime.CompilerServices;
using Llama.Streaming;

namespace Llama.Tracing;

/// <summary>Passes answers on, and records them in spans.</summary>
internal static class TracedAnswers
{
    public static IAsyncEnumerable<ChatEvent> OfEvents(
        AskedModel asked,
        ModelCalls calls,
        IAsyncEnumerable<ChatEvent> events,
        CancellationToken cancellationToken
    ) =>
        FollowAsync(
            asked,
            calls,
            events,
            (span, item) =>
            {
                if (item is ChatEvent.Completed completed)
                {
                    span.End(completed.StopReason, completed.Usage);
                }
                else if (item is ChatEvent.Text text)
                {
                    span.Count(text.Usage);
                }
            },
            cancellationToken
        );

    /// <summary>Chunks in the model's own format.</summary>
    public static IAsyncEnumerable<ModelJson> OfChunks(
        AskedModel asked,
        ModelCalls calls,
        IAsyncEnumerable<ModelJson> chunks,
        CancellationToken cancellationToken
    )
    {
        TokenUsage usage = default;
        StopReason? reason = null;

        return FollowAsync(
            asked,
            calls,
            chunks,
            (span, chunk) =>
            {
                if (Parse(chunk) is not { } parsed)
                {
                    return;
                }

                usage = new(parsed.PromptTokens ?? usage.PromptTokens, parsed.CompletionTokens ?? usage.CompletionTokens);
                reason = parsed.StopReason ?? reason;
                Note(span, reason, parsed.Guardrail, usage);
            },
            cancellationToken
        );
    }

    /// <summary>A whole answer.</summary>
    public static async Task<Completion> OfAsync(AskedModel asked, ModelCalls calls, Func<Task<Completion>> answer)
    {
        using var span = AnswerSpan.Begin(asked, calls);
        var completion = await WatchAsync(span, answer).ConfigureAwait(false);
        span?.End(completion.StopReason, completion.Usage);

        return completion;
    }

    /// <summary>A whole answer in the model's own format.</summary>
    public static async Task<ModelJson> OfAsync(AskedModel asked, ModelCalls calls, Func<Task<ModelJson>> answer)
    {
        using var span = AnswerSpan.Begin(asked, calls);
        var json = await WatchAsync(span, answer).ConfigureAwait(false);
        if (span is not null && Parse(json) is { } parsed)
        {
            Note(span, parsed.StopReason, parsed.Guardrail, new(parsed.PromptTokens ?? 0, parsed.CompletionTokens ?? 0));
        }

        return json;
    }

    private static void Note(AnswerSpan span, StopReason? reason, GuardrailAction? guardrail, TokenUsage usage)
    {
        if (reason is null && guardrail is null or GuardrailAction.None)
        {
            span.Count(usage);
        }
        else
        {
            span.End(GenerationStream.Reason(reason, guardrail), usage);
        }
    }

    private static async IAsyncEnumerable<T> FollowAsync<T>(
        AskedModel asked,
        ModelCalls calls,
        IAsyncEnumerable<T> items,
        Action<AnswerSpan, T> note,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var span = AnswerSpan.Begin(asked, calls);
        await using var enumerator = items.GetAsyncEnumerator(cancellationToken);
        while (await WatchAsync(span, () => enumerator.MoveNextAsync().AsTask()).ConfigureAwait(false))
        {
            if (span is not null)
            {
                span.Begin();
                note(span, enumerator.Current);
            }

            yield return enumerator.Current;
        }
    }

    private static async Task<T> WatchAsync<T>(AnswerSpan? span, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // Any exception is recorded and goes on.
            span?.Fail(failure);
            throw;
        }
    }

    // An answer that cannot be parsed is the caller's to report.
    private static GenerationChunk? Parse(ModelJson json)
    {
        try
        {
            return GenerationChunk.Parse(json.Utf8.Span, new(), LlamaError.ModelError);
        }
        catch (LlamaException)
        {
            return null;
        }
    }
}
