using LocalCloud.Settings;

namespace Benchmarks.Functions;

/// <summary>Our functions beside what users would pick instead, all in one run.</summary>
internal static class FunctionsBenchmark
{
    public const string Usage = "[--before FOLDER], an earlier build of the native executable to compare with";

    /// <param name="options"><c>--before FOLDER</c>, or nothing.</param>
    /// <exception cref="InvalidDataException">An answer is wrong or missing.</exception>
    /// <exception cref="UsageException">Something that is measured cannot be made or started here.</exception>
    public static async Task RunAsync(IReadOnlyList<string> options)
    {
        var before = options switch
        {
            [] => null,
            ["--before", var folder] => Contestants.Before(new(folder)),
            _ => throw new UsageException($"It takes {Usage}."),
        };
        await Console.Error.WriteLineAsync("Publishing what is measured, where it is not up to date ...");
        var contestants = await Contestants.PrepareAsync(before, CancellationToken.None);
        Results results = new();

        await using var stage = await Stage.StartAsync(TimeSpan.Zero, CancellationToken.None);
        using Conversations conversations = new(stage.DynamoDB);
        JobRunner jobs = new(stage, conversations);

        await Console.Error.WriteLineAsync($"Cold starts: {ColdStarts.Rounds} rounds ...");
        await ColdStarts.MeasureAsync(contestants, stage, jobs, results);
        await Console.Error.WriteLineAsync($"Warm requests: {WarmRequests.Requests} of each job ...");
        await WarmRequests.MeasureAsync(contestants, stage, jobs, results);
        await Console.Error.WriteLineAsync($"Streams: {Streams.Rounds} rounds ...");
        await Streams.MeasureAsync(contestants, stage, results);

        FunctionsReport.Print(contestants, results, await ChunkAllocation.MeasureAsync(stage));
    }
}
