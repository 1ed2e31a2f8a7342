using System.Runtime.CompilerServices;
using Chat.Http;
using Chat.Metering;
using Chat.Prompts;
using Llama;

namespace Chat.Completions;

/// <summary>
/// The steps that OpenAI's routes share: reserves the cost, calls the model, and writes the answer, buffered or as events.
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

        // The text is complete, so the client gets the end before the booking. The stream ends after it, because Lambda may then freeze
        // the process.
        yield return new(_done);
        await charge.SettleAsync();
    }
}
