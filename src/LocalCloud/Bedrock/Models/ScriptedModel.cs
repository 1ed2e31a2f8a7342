using System.Runtime.CompilerServices;
using System.Text;

namespace LocalCloud.Bedrock.Models;

/// <summary>Streams the scripted answer token by token, up to max_gen_len.</summary>
internal sealed class ScriptedModel(TimeSpan tokenDelay, TimeProvider time) : ITextModel
{
    public async Task<Generation> CompleteAsync(GenerationRequest request, CancellationToken cancellationToken)
    {
        StringBuilder text = new();
        Generation? last = null;
        await foreach (var piece in StreamAsync(request, cancellationToken))
        {
            text.Append((last = piece).Text);
        }

        return last! with
        {
            Text = text.ToString(),
        };
    }

    public async IAsyncEnumerable<Generation> StreamAsync(
        GenerationRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (tokens, started) = (0, time.GetTimestamp());
        foreach (var piece in request.Model.Tokenizer.Split(ScriptedAnswer.To(request.Prompt)))
        {
            tokens++;

            // Due by the clock: timers of a busy machine that are late must not add up, so that an answer's own time is known.
            var pause = (tokens * tokenDelay) - time.GetElapsedTime(started);
            await Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, time, cancellationToken);

            // The end token needs room, too; without it the stop reason is length.
            var full = tokens == request.MaxGenLen;
            yield return new(piece, request.PromptTokens, tokens, full ? "length" : null);
            if (full)
            {
                yield break;
            }
        }

        yield return new("", request.PromptTokens, tokens, "stop");
    }
}
