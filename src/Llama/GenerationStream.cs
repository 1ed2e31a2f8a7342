using System.Text;

namespace Llama;

/// <summary>The state of one streamed answer: its text, its tokens, and what a break in it means.</summary>
internal sealed class GenerationStream(IReadOnlyList<string> stop)
{
    private readonly StringBuilder _passedOn = new();
    private readonly GenerationText _characters = new();
    private readonly StopSequences? _stop = stop.Count == 0 ? null : new(stop);
    private TokenUsage _usage;

    /// <summary>Set once the answer is whole.</summary>
    public ChatEvent.Completed? Completed { get; private set; }

    /// <summary>Waits for the next chunk; a failure keeps the text so far.</summary>
    public async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<Served<ReadOnlyMemory<byte>>> chunks)
    {
        try
        {
            return await chunks.MoveNextAsync().ConfigureAwait(false);
        }
        catch (LlamaException failure) when (_passedOn.Length > 0 || failure.Error == LlamaError.Interrupted)
        {
            throw Interrupted(failure);
        }
    }

    /// <summary>Takes a chunk and gives the text that is to be passed on, if any.</summary>
    public ChatEvent.Text? Take(Served<ReadOnlyMemory<byte>> json)
    {
        var chunk = Parse(json.Value.Span);
        _usage = new(chunk.PromptTokens ?? _usage.PromptTokens, chunk.CompletionTokens ?? _usage.CompletionTokens);
        var text = chunk.StopReason is null ? chunk.Text : chunk.Text + _characters.Flush();
        if (_stop is not null)
        {
            text = _stop.Append(text);
            text = chunk.StopReason is null ? text : text + _stop.Flush();
        }

        Completed = _stop is { Met: true } ? new(StopReason.Stop, _usage) { Region = json.Region }
            : chunk.StopReason is { } reason ? new(reason, _usage) { Region = json.Region }
            : null;
        _passedOn.Append(text);

        return text.Length == 0 ? null : new(text, _usage) { Region = json.Region };
    }

    /// <summary>The stream broke, or ended without its last chunk.</summary>
    public LlamaException Interrupted(Exception? inner) =>
        new(LlamaError.Interrupted, "The stream from the model broke.", inner)
        {
            PartialText = _passedOn.ToString(),
            PartialUsage = _usage,
        };

    private GenerationChunk Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return LlamaClient.Parse(json, _characters, LlamaError.Interrupted);
        }
        catch (LlamaException malformed)
        {
            throw Interrupted(malformed);
        }
    }
}
