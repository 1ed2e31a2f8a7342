using System.Text;
using Llama.Regions;

namespace Llama.Streaming;

/// <summary>The state of one streamed answer: its text, its tokens, and how it ended.</summary>
internal sealed class GenerationStream(IReadOnlyList<string> stop, bool isGuarded)
{
    private readonly StringBuilder _passedOn = new();
    private readonly GenerationText _characters = new();
    private readonly StopSequences? _stop = stop.Count == 0 ? null : new(stop);
    private TokenUsage _usage;
    private StopReason? _reason;
    private GuardrailAction? _guardrail;
    private bool _mayEndHere;
    private string? _region;

    /// <summary>Whether the answer is complete. A guardrail may still report after the model's last text.</summary>
    public bool IsWhole => _stop is { Met: true } || (_reason is not null && !isGuarded);

    /// <summary>Whether Bedrock reported the cost. A guardrail that blocks the prompt reports no counts and costs no tokens.</summary>
    public bool IsSettled => HasCost(_usage, _guardrail);

    /// <summary>Whether a token count says what an answer cost.</summary>
    public static bool HasCost(TokenUsage usage, GuardrailAction? guardrail) =>
        usage.TotalTokens > 0 || guardrail is GuardrailAction.Blocked or GuardrailAction.Intervened;

    /// <summary>Why an answer ended.</summary>
    public static StopReason Reason(StopReason? reason, GuardrailAction? guardrail) =>
        guardrail is GuardrailAction.Blocked or GuardrailAction.Intervened ? StopReason.Guardrail : reason ?? StopReason.Stop;

    /// <summary>Waits for the next chunk; a failure keeps the text so far.</summary>
    /// <returns>False at the regular end of the stream.</returns>
    public async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<Served<ReadOnlyMemory<byte>>> chunks)
    {
        bool isNext;
        try
        {
            isNext = await chunks.MoveNextAsync().ConfigureAwait(false);
        }
        catch (LlamaException) when (_reason is not null && _guardrail is not null)
        {
            // Both the model and the guardrail have ended.
            return false;
        }
        catch (LlamaException failure) when (_passedOn.Length > 0 || failure.Error == LlamaError.Interrupted)
        {
            throw Interrupted(failure);
        }

        return isNext || (_mayEndHere ? false : throw Interrupted(inner: null));
    }

    /// <summary>Processes a chunk and returns the text to pass on, if any.</summary>
    public ChatEvent.Text? Take(Served<ReadOnlyMemory<byte>> json)
    {
        var chunk = Parse(json.Value.Span);
        _usage = new(chunk.PromptTokens ?? _usage.PromptTokens, chunk.CompletionTokens ?? _usage.CompletionTokens);
        _reason = chunk.StopReason ?? _reason;
        _guardrail = GuardrailJson.Worse(_guardrail, chunk.Guardrail);

        _region = json.Region;

        // A guardrail that blocks ends a stream without a stop reason; text after that shows that the stream went on.
        _mayEndHere =
            _reason is not null
            || chunk.Guardrail is GuardrailAction.Blocked or GuardrailAction.Intervened
            || (_mayEndHere && chunk.Text.Length == 0);

        return Pass(_stop is null ? chunk.Text : _stop.Append(chunk.Text));
    }

    /// <summary>The text that was held back for a possible stop sequence, if any.</summary>
    public ChatEvent.Text? Rest()
    {
        var end = _characters.Flush();

        return Pass(
            _stop switch
            {
                null => end,
                { Met: true } => "",
                _ => _stop.Append(end) + _stop.Flush(),
            }
        );
    }

    /// <summary>The end of a complete answer.</summary>
    public ChatEvent.Completed Completed() =>
        new(Reason(_reason, _guardrail), _usage, _guardrail ?? GuardrailAction.None) { Region = _region };

    private ChatEvent.Text? Pass(string text)
    {
        _passedOn.Append(text);

        return text.Length == 0 ? null : new(text, _usage, _guardrail ?? GuardrailAction.None) { Region = _region };
    }

    // The stream failed, or ended without its last chunk.
    private LlamaException Interrupted(Exception? inner) =>
        LlamaException.Interrupted("The stream from the model broke.", inner, _passedOn.ToString(), _usage);

    private GenerationChunk Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return GenerationChunk.Parse(json, _characters, LlamaError.Interrupted);
        }
        catch (LlamaException malformed)
        {
            throw Interrupted(malformed);
        }
    }
}
