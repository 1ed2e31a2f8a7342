using System.Diagnostics;

namespace Llama.Tracing;

/// <summary>The span of one answer, and its child until the first chunk.</summary>
internal sealed class AnswerSpan : IDisposable
{
    private static readonly ActivitySource _source = new(TraceNames.Source);

    private readonly Activity _answer;
    private readonly Activity? _firstToken;
    private bool _hasEnded;

    private AnswerSpan(Activity answer, bool isStreamed)
    {
        _answer = answer;
        _firstToken = isStreamed ? _source.StartActivity(TraceNames.FirstToken) : null;
    }

    /// <summary>Whether anything listens. Without a listener, tracing allocates nothing.</summary>
    public static bool IsWanted => _source.HasListeners();

    /// <returns>Null if the listeners do not want this one.</returns>
    public static AnswerSpan? Begin(AskedModel asked, ModelCalls calls)
    {
        var conversation = Activity.Current?.GetTagItem(TraceNames.Conversation);
        if (_source.StartActivity($"{asked.Operation} {asked.Model.InvocationId}", ActivityKind.Client) is not { } answer)
        {
            return null;
        }

        answer
            .SetTag(TraceNames.Operation, asked.Operation)
            .SetTag(TraceNames.Provider, TraceNames.Bedrock)
            .SetTag(TraceNames.RequestModel, asked.Model.InvocationId)
            .SetTag(TraceNames.ResponseModel, asked.Model.Model.Id)
            .SetTag(TraceNames.Stream, asked.IsStreamed)
            .SetTag(TraceNames.Guardrail, asked.Guardrail?.Identifier)
            .SetTag(TraceNames.Conversation, conversation);
        if (asked.Parameters is { } parameters)
        {
            answer
                .SetTag(TraceNames.MaxTokens, parameters.MaxGenLen)
                .SetTag(TraceNames.Temperature, parameters.Temperature)
                .SetTag(TraceNames.TopP, parameters.TopP);
        }

        calls.Span = answer;
        return new(answer, asked.IsStreamed);
    }

    /// <summary>A chunk has arrived.</summary>
    public void Begin() => _firstToken?.Stop();

    /// <summary>The answer is complete.</summary>
    public void End(StopReason reason, TokenUsage usage)
    {
        _answer.SetTag(TraceNames.FinishReasons, (string[])[reason.ToString().ToLowerInvariant()]);
        Count(usage);
        _hasEnded = true;
    }

    public void Count(TokenUsage usage) =>
        _answer.SetTag(TraceNames.InputTokens, usage.PromptTokens).SetTag(TraceNames.OutputTokens, usage.CompletionTokens);

    public void Fail(Exception failure)
    {
        Fail(
            failure switch
            {
                LlamaException known => known.Error.ToString(),
                OperationCanceledException => TraceNames.Cancelled,
                _ => failure.GetType().Name,
            }
        );
        if (failure is LlamaException { PartialUsage: { TotalTokens: > 0 } billed })
        {
            Count(billed);
        }
    }

    public void Dispose()
    {
        if (!_hasEnded)
        {
            Fail(TraceNames.Cancelled);
        }

        _firstToken?.Stop();
        _answer.Stop();
    }

    private void Fail(string error)
    {
        _hasEnded = true;
        _answer.SetTag(TraceNames.Error, error);
        if (error != TraceNames.Cancelled)
        {
            _answer.SetStatus(ActivityStatusCode.Error);
        }
    }
}
