using System.Runtime.CompilerServices;
using Chat.Http;
using Chat.Metering;
using Chat.Prompts;
using Llama;

namespace Chat.Completions;

/// <summary>
/// What OpenAI's routes have in common: the cost is reserved, the model asked, and its answer written whole or as events.
/// </summary>
internal sealed class OpenAIAnswer(ICompletionWriter writer, Charge charge, WorstCase worst, Adjustments adjustments)
{
    private static readonly byte[] _done = "[DONE]"u8.ToArray();

    public async Task<Reply> WholeAsync(Func<Task<Completion>> ask, CancellationToken cancellationToken)
    {
        await using var booked = charge;
        await charge.ReserveAsync(worst, cancellationToken);
        var answer = await charge.NoteAsync(ask(), answer => new(answer.Usage, answer.Region, answer.Guardrail));

        return Reply.Json(writer.Whole(answer)).With([.. ServedByHeader.Of(answer.Region), .. adjustments.Headers()]);
    }

    public Reply Stream(IAsyncEnumerable<ChatEvent> events, CancellationToken cancellationToken)
    {
        ServedByHeader servedBy = new();

        return Reply.Stream(EventsAsync(events, servedBy, cancellationToken)).With(adjustments.Headers()) with
        {
            LateHeaders = servedBy.Headers,
            Failure = writer.Failed,
        };
    }

    private async IAsyncEnumerable<ServerSentEvent> EventsAsync(
        IAsyncEnumerable<ChatEvent> events,
        ServedByHeader servedBy,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var booked = charge;
        await charge.ReserveAsync(worst, cancellationToken);
        var isFirst = true;
        await foreach (var item in charge.NoteAsync(events, cancellationToken))
        {
            servedBy.Region = item.Region;
            foreach (var written in isFirst ? writer.Opening().Concat(writer.Events(item)) : writer.Events(item))
            {
                yield return written;
            }

            isFirst = false;
        }

        // The text is complete, so the client need not wait for the books. The stream does not end before them: then Lambda
        // may freeze this process.
        yield return new(_done);
        await charge.SettleAsync();
    }
}
