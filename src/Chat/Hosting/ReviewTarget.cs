using Chat.Aws;
using Chat.Configuration;
using Chat.Review;
using Chat.Telemetry;

namespace Chat.Hosting;

/// <summary>Opens the review log of a deployment: a bucket, or a folder on a laptop.</summary>
internal static class ReviewTarget
{
    /// <returns>Null if nothing is reviewed.</returns>
    public static ReviewLog? Open(
        ReviewSettings? review,
        TelemetrySettings telemetry,
        IReadOnlyDictionary<string, string> environment,
        TimeProvider time
    ) =>
        review switch
        {
            null => null,
            { Bucket: { } bucket } => new(review.Rate, telemetry, new ReviewBucket(bucket, environment, time).PutAsync, time),
            { Folder: var folder } => new(review.Rate, telemetry, (key, json) => WriteFileAsync(Path.Combine(folder!, key), json), time),
        };

    private static Task WriteFileAsync(string file, ReadOnlyMemory<byte> json)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);

        return File.WriteAllBytesAsync(file, json);
    }
}
