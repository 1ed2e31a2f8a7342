using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Chat.Telemetry;

namespace Chat.Review;

/// <summary>Writes sampled answers and their ratings for reviewers, after the answer has been sent.</summary>
/// <param name="rate">The share of answers, 0 to 1. An answer and its ratings are both in it, or neither is.</param>
/// <param name="settings">The stage and the hash of owners.</param>
/// <param name="write">Writes a JSON object under a key.</param>
/// <param name="time">The clock.</param>
internal sealed class ReviewLog(double rate, TelemetrySettings settings, Func<string, ReadOnlyMemory<byte>, Task> write, TimeProvider time)
{
    /// <summary>Writes what is to be reviewed of a request. Never throws.</summary>
    /// <returns>Why it could not be written; null if it was, or was not in the sample.</returns>
    public async Task<string?> WriteAsync(RequestFacts facts, RequestMeasurements measured)
    {
        if (
            facts.Owner is not { } owner
            || measured.Review is not { } reviewed
            || reviewed is { Prompt: null, Feedback: null }
            || !IsSampled(facts, reviewed)
        )
        {
            return null;
        }

        var (hash, now) = (settings.Owners.Of(owner), time.GetUtcNow());
        try
        {
            await write(
                $"{hash}/{now:yyyy-MM-dd}/{NameOf(facts, reviewed)}.json",
                ReviewRecord.Write(settings, facts, measured, reviewed, hash, now)
            );

            return null;
        }
        catch (Exception failure)
        {
            // Any exception: the answer has been sent, and must not turn into an error.
            return failure.GetBaseException().Message;
        }
    }

    private bool IsSampled(RequestFacts facts, ReviewedAnswer reviewed)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(SubjectOf(facts, reviewed)));

        return BinaryPrimitives.ReadUInt32BigEndian(hash) < rate * (1L << 32);
    }

    // Names have only characters that an object's key may have without encoding.
    private static string NameOf(RequestFacts facts, ReviewedAnswer reviewed) =>
        SubjectOf(facts, reviewed) + (reviewed.Feedback is null ? "" : $".feedback-{facts.LambdaRequestId}");

    private static string SubjectOf(RequestFacts facts, ReviewedAnswer reviewed) =>
        reviewed.Place is var (conversation, turn) ? $"{conversation}-{turn:000000}" : facts.LambdaRequestId;
}
