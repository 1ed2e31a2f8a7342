using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.Faults;

/// <summary>Faults that occur in a stream, instead of its next chunk.</summary>
internal sealed class FaultInStream(FaultRule? rule, HttpContext context)
{
    private const int OversizedLength = 64 * 1024 * 1024;
    private static readonly TimeSpan _timeToArrive = TimeSpan.FromMilliseconds(100);
    private bool _struck;

    /// <returns>The bytes to write instead of the chunk, and whether the stream continues after them.</returns>
    public async Task<(byte[] Bytes, bool GoesOn)> StrikeAsync(
        byte[] frame,
        int chunksBefore,
        bool isLast,
        CancellationToken cancellationToken
    )
    {
        if (rule?.Fault == FaultKind.NoLastChunk)
        {
            return isLast ? ([], false) : (frame, true);
        }

        if (rule is null || _struck || chunksBefore < (rule.AfterChunks ?? 1))
        {
            return (frame, true);
        }

        _struck = true;
        switch (rule.Fault)
        {
            case FaultKind.FailMidStream:
                return (
                    EventStreamFrame.Exception(
                        rule.Exception ?? FaultRule.StreamExceptions[0],
                        "The model stopped in the middle of its answer."
                    ),
                    false
                );
            case FaultKind.TruncateFrame:
                return (frame[..(frame.Length / 2)], false);
            case FaultKind.OversizedFrame:
                return (EventStreamFrame.Prelude(OversizedLength, headersLength: 0), false);
            case FaultKind.MalformedChunk:
                return ([.. EventStreamFrame.Chunk("{\"generation\":"u8), .. frame], true);
            case FaultKind.BadCrc:
                frame[^1] ^= 0xFF;
                return (frame, true);
            case FaultKind.CutMidStream:
                // An abort discards data that the connection has not sent yet.
                await Task.Delay(_timeToArrive, cancellationToken);
                context.Abort();
                return ([], false);
            default:
                return (frame, true);
        }
    }
}
