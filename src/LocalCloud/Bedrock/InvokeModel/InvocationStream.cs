using LocalCloud.Bedrock.Faults;
using LocalCloud.Bedrock.Journal;
using LocalCloud.Bedrock.Models;
using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.InvokeModel;

/// <summary>Sends an answer as an event stream, each chunk as soon as it exists.</summary>
internal sealed class InvocationStream(
    HttpContext context,
    JournalEntry invocation,
    FaultRule? fault,
    IStreamFormat format,
    TimeProvider time,
    long started
)
{
    private readonly FaultInStream _fault = new(fault, context);
    private TimeSpan _firstByte;
    private int _chunks;

    public async Task WriteAsync(IAsyncEnumerable<Generation> pieces, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var piece in pieces)
            {
                if (!await WriteAsync(piece, cancellationToken))
                {
                    return;
                }
            }
        }
        catch (BedrockException error) when (_chunks > 0)
        {
            invocation.ErrorType = error.Type;
            await SendAsync(
                EventStreamFrame.Exception(char.ToLowerInvariant(error.Type[0]) + error.Type[1..], error.Message),
                cancellationToken
            );
        }
    }

    private async Task<bool> WriteAsync(Generation piece, CancellationToken cancellationToken)
    {
        // Before the first chunk, a failure can still have a status of its own.
        if (_chunks == 0)
        {
            Start();
        }

        var frames = format.Frames(piece, isFirst: _chunks == 0, _firstByte, time.GetElapsedTime(started));
        var (bytes, goesOn) = await _fault.StrikeAsync(frames, _chunks, piece.StopReason is not null, cancellationToken);
        if (bytes.Length > 0)
        {
            await SendAsync(bytes, cancellationToken);
        }

        if (!goesOn)
        {
            return false;
        }

        _chunks++;
        (invocation.PromptTokenCount, invocation.GenerationTokenCount) = (piece.PromptTokens, piece.GeneratedTokens);
        return true;
    }

    private void Start()
    {
        context.Response.ContentType = "application/vnd.amazon.eventstream";
        context.Response.Headers["X-Amzn-Bedrock-Content-Type"] = "application/json";
        _firstByte = time.GetElapsedTime(started);
    }

    private async Task SendAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        await context.Response.Body.WriteAsync(bytes, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
