using System.Globalization;
using LocalCloud.Lambda;

namespace Benchmarks.Functions;

/// <summary>
/// Whether a piece of an answer allocates more the longer the answer is. A loop in this process, so that the collector
/// can be asked: what is counted is the function's, and the same share of the emulator's and the proxy's for each piece.
/// </summary>
internal static class ChunkAllocation
{
    public const int Chunks = 2000;
    private const int Quarter = Chunks / 4;

    /// <summary>Bytes per piece, in the second and in the last quarter of a long answer.</summary>
    public static async Task<(double Early, double Late)> MeasureAsync(Stage stage)
    {
        await using var runtime = await RuntimeApiServer.StartAsync();
        using CancellationTokenSource stop = new();
        Dictionary<string, string> variables = new(stage.VariablesFor(Job.Completion)) { ["AWS_LAMBDA_RUNTIME_API"] = runtime.HostAndPort };
        var function = InProcessFunction.RunAsync(variables, new(_ => { }), stop.Token);
        try
        {
            await StreamAsync(stage, runtime);
            return await StreamAsync(stage, runtime);
        }
        finally
        {
            stage.Bedrock.BeforeFrames = null;
            await stop.CancelAsync();
            await function;
        }
    }

    public static string Sentence(double early, double late) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Allocated per chunk of {Chunks}, in one process with the harness: {early:#,0} bytes in the second quarter of the answer, {late:#,0} in the last."
        );

    private static async Task<(double Early, double Late)> StreamAsync(Stage stage, RuntimeApiServer runtime)
    {
        var question = Question.Song(Chunks);
        StreamClock clock = new(Question.Sung(Chunks));
        stage.Bedrock.BeforeFrames = _ => clock.BeforeFrameAsync;
        var allocated = new long[Chunks + 10];
        PendingInvocation invocation = new(
            Guid.NewGuid().ToString(),
            question.Event,
            "Root=1-6922e0f1-5d3f0c1a2b4c6d8e9fa0b1c2",
            DateTimeOffset.UtcNow.AddMinutes(5)
        );
        await runtime.InvokeAsync(invocation);
        var raw = await AnswerReader.ReadAsync(
            await invocation.Response,
            total =>
            {
                allocated[Math.Min(total, allocated.Length - 1)] = GC.GetTotalAllocatedBytes();
                clock.OnEvent(total);
            }
        );

        question.Check(new Answer(raw, 0, 0).Body);
        return (PerChunk(allocated, Quarter), PerChunk(allocated, 3 * Quarter));
    }

    private static double PerChunk(long[] allocated, int from) => (allocated[from + Quarter - 1] - allocated[from]) / (Quarter - 1.0);
}
