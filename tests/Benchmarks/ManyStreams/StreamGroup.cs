using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Benchmarks.Functions;

namespace Benchmarks.ManyStreams;

/// <summary>Processes that answer so many streams at once.</summary>
internal sealed partial class StreamGroup : IAsyncDisposable
{
    public const int Pieces = 60;

    private const int StartsAtOnce = 4;

    private readonly Stage _stage;
    private readonly int _atOnce;
    private readonly IReadOnlyList<FunctionInstance> _instances;
    private readonly ConcurrentDictionary<string, StreamClock> _clocks = [];
    private int _asked;

    private StreamGroup(Stage stage, int atOnce, IReadOnlyList<FunctionInstance> instances)
    {
        (_stage, _atOnce, _instances) = (stage, atOnce, instances);
        stage.Bedrock.BeforeFrames = body => _clocks[Name().Match(Encoding.UTF8.GetString(body)).Value].BeforeFrameAsync;
    }

    /// <param name="contestant">The function.</param>
    /// <param name="stage">Its backends.</param>
    /// <param name="atOnce">The streams.</param>
    /// <param name="processes">As many as streams, or one with multi-concurrency.</param>
    public static async Task<StreamGroup> StartAsync(Contestant contestant, Stage stage, int atOnce, int processes)
    {
        (string, string)[] concurrency = processes == atOnce ? [] : [("AWS_LAMBDA_MAX_CONCURRENCY", $"{atOnce}")];
        List<FunctionInstance> instances = [];
        for (var i = 0; i < processes; i++)
        {
            instances.Add(await FunctionInstance.PrepareAsync(contestant, Job.Completion, stage, overTls: false, concurrency));
        }

        StreamGroup group = new(stage, atOnce, instances);

        // Starts each process, and then has as many streams at once as will be measured.
        await Parallel.ForEachAsync(
            instances,
            new ParallelOptions { MaxDegreeOfParallelism = StartsAtOnce },
            async (instance, _) => await group.StreamAsync(instance, pieces: 2, new())
        );
        await group.StreamAllAsync(pieces: 5, TimeSpan.Zero, new());

        return group;
    }

    /// <exception cref="InvalidDataException">A stream failed, or has another one's text.</exception>
    public async Task<StreamLoad> MeasureAsync(int rounds, TimeSpan tokenDelay)
    {
        Samples chunks = new();
        var before = _instances.Sum(instance => instance.ProcessorTime);
        for (var round = 0; round < rounds; round++)
        {
            await StreamAllAsync(Pieces, tokenDelay, chunks);
        }

        var seconds = _instances.Sum(instance => instance.ProcessorTime) - before;
        return new(_atOnce, _instances.Count, chunks, seconds * 1000 / (_atOnce * rounds), _instances.Sum(instance => instance.PeakMemory));
    }

    public async ValueTask DisposeAsync()
    {
        _stage.Bedrock.BeforeFrames = null;
        foreach (var instance in _instances)
        {
            await instance.DisposeAsync();
        }
    }

    // The streams begin one after the other within a token's time, as callers do.
    private Task StreamAllAsync(int pieces, TimeSpan within, Samples chunks) =>
        Task.WhenAll(
            Enumerable
                .Range(0, _atOnce)
                .Select(async i =>
                {
                    await Task.Delay(within * i / _atOnce);
                    await StreamAsync(_instances[i % _instances.Count], pieces, chunks);
                })
        );

    private async Task StreamAsync(FunctionInstance instance, int pieces, Samples chunks)
    {
        var name = $"n{Interlocked.Increment(ref _asked)}";
        StreamClock clock = new(Question.Sung(pieces, name));
        _clocks[name] = clock;
        var question = Question.Song(pieces, name);

        var answer = await instance.InvokeAsync(question.Event, clock.OnEvent);

        question.Check(answer.Body);
        _clocks.TryRemove(name, out _);
        lock (chunks)
        {
            foreach (var inside in clock.Inside)
            {
                chunks.Add(Samples.Milliseconds(inside));
            }
        }
    }

    [GeneratedRegex("(?<=echo: )n[0-9]+")]
    private static partial Regex Name();
}
