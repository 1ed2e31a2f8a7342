using Benchmarks.Capacity;
using Benchmarks.Cost;
using Benchmarks.Functions;
using Benchmarks.Hostile;
using Benchmarks.Load;
using Benchmarks.ManyStreams;
using Benchmarks.Profile;
using Benchmarks.Size;
using Benchmarks.Talk;
using Benchmarks.Tokens;
using Benchmarks.Trips;
using Benchmarks.Units;
using Benchmarks.Windows;
using LocalCloud.Settings;

// An exit code tells whether the answers were right, never what the numbers were.
Dictionary<string, Func<IReadOnlyList<string>, Task>> benchmarks = new()
{
    ["capacity"] = _ => CapacityBenchmark.RunAsync(),
    ["cost"] = _ => CostBenchmark.RunAsync(),
    ["functions"] = FunctionsBenchmark.RunAsync,
    ["hostile"] = _ => HostileBenchmark.RunAsync(),
    ["load"] = options => LoadBenchmark.RunAsync(LoadOptions.Parse(options)),
    ["profile"] = _ => ProfileBenchmark.RunAsync(),
    ["size"] = _ => SizeBenchmark.RunAsync(),
    ["streams"] = _ => StreamsBenchmark.RunAsync(),
    ["talk"] = options => TalkBenchmark.RunAsync(TalkOptions.Parse(options)),
    ["tokens"] = _ => TokensBenchmark.RunAsync(),
    ["trips"] = _ => TripsBenchmark.RunAsync(),
    ["units"] = _ => UnitsBenchmark.RunAsync(),
    ["windows"] = _ => WindowsBenchmark.RunAsync(),
};

if (
    args is not [var name, .. var options]
    || !benchmarks.TryGetValue(name, out var benchmark)
    || (options.Length > 0 && name is not ("functions" or "load" or "talk"))
)
{
    await Console.Error.WriteLineAsync(
        $"Usage: dotnet run -c Release --project tests/Benchmarks -- NAME, where NAME is one of: {string.Join(", ", benchmarks.Keys)}; load takes {LoadOptions.Usage}, talk {TalkOptions.Usage}, functions {FunctionsBenchmark.Usage}"
    );
    return 2;
}

try
{
    await benchmark(options);
    return 0;
}
catch (Exception failed) when (failed is InvalidDataException or UsageException)
{
    await Console.Error.WriteLineAsync($"{name}: {failed.Message}");
    return 1;
}
