using Benchmarks.Cost;
using Benchmarks.Functions;
using Benchmarks.Tokens;
using Benchmarks.Units;
using LocalCloud;

// An exit code tells whether the answers were right, never what the numbers were.
Dictionary<string, Func<Task>> benchmarks = new()
{
    ["cost"] = CostBenchmark.RunAsync,
    ["functions"] = FunctionsBenchmark.RunAsync,
    ["tokens"] = TokensBenchmark.RunAsync,
    ["units"] = UnitsBenchmark.RunAsync,
};

if (args is not [var name] || !benchmarks.TryGetValue(name, out var benchmark))
{
    await Console.Error.WriteLineAsync($"Usage: dotnet run -c Release --project tests/Benchmarks -- NAME, where NAME is one of: {string.Join(", ", benchmarks.Keys)}");
    return 2;
}

try
{
    await benchmark();
    return 0;
}
catch (Exception failed) when (failed is InvalidDataException or UsageException)
{
    await Console.Error.WriteLineAsync($"{name}: {failed.Message}");
    return 1;
}
