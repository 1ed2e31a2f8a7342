namespace Chat.Configuration;

/// <summary>Where reviewed answers are written.</summary>
/// <param name="Bucket">The S3 bucket; null for a folder.</param>
/// <param name="Folder">The folder, on a laptop; null for a bucket.</param>
/// <param name="Rate">The share of answers, 0 to 1.</param>
internal sealed record ReviewSettings(string? Bucket, string? Folder, double Rate)
{
    private const string Scheme = "s3://";

    /// <returns>Null if nothing is reviewed, which is the default.</returns>
    /// <exception cref="InvalidConfigurationException">A variable has a wrong value.</exception>
    public static ReviewSettings? Bind(Func<string, string?> value)
    {
        var rate = value(FunctionVariables.ReviewRate) is { } share
            ? SettingText.Number(FunctionVariables.ReviewRate, share, SettingLimits.ReviewRate)
            : 1m;

        return value(FunctionVariables.ReviewLog) switch
        {
            null => null,
            var bucket when bucket.StartsWith(Scheme, StringComparison.Ordinal) && SettingLimits.IsBucket(bucket[Scheme.Length..]) => new(
                bucket[Scheme.Length..],
                Folder: null,
                (double)rate
            ),
            var folder when Path.IsPathFullyQualified(folder) => new(Bucket: null, folder, (double)rate),
            var wrong => throw new InvalidConfigurationException(
                FunctionVariables.ReviewLog,
                wrong,
                "s3:// and a bucket's name, or the absolute path of a folder"
            ),
        };
    }
}
