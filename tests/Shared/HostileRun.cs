using System.Collections.Concurrent;
using System.Globalization;

namespace Shared;

/// <summary>Many inputs of one class, and what came of each. The test's output has the sums over all seeds so far.</summary>
internal sealed class HostileRun(string inputs)
{
    private static readonly ConcurrentDictionary<string, ConcurrentDictionary<string, int>> _outcomes = new();

    private readonly ConcurrentDictionary<string, int> _outcomesOfThese = _outcomes.GetOrAdd(inputs, _ => new());

    /// <summary>A failure names its seed. The last one is new in every run.</summary>
    public static TheoryData<int> Seeds => [1, 2, 3, Random.Shared.Next()];

    public void ForEach(int seed, int tries, Func<Random, string> tryOne)
    {
        Random random = new(seed);
        for (var index = 0; index < tries; index++)
        {
            Count(tryOne(random));
        }

        Print();
    }

    public async Task ForEachAsync<T>(IEnumerable<T> generated, int atOnce, Func<T, CancellationToken, Task<string>> tryOne)
    {
        await Parallel.ForEachAsync(
            generated,
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = TestContext.Current.CancellationToken },
            async (input, cancellationToken) => Count(await tryOne(input, cancellationToken))
        );
        Print();
    }

    private void Count(string outcome) => _outcomesOfThese.AddOrUpdate(outcome, 1, (_, count) => count + 1);

    // A row of the table in docs/security.md.
    private void Print() =>
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {inputs} | {_outcomesOfThese.Values.Sum():#,0} | {string.Join(", ", _outcomesOfThese.OrderByDescending(outcome => outcome.Value).Select(outcome => string.Create(CultureInfo.InvariantCulture, $"{outcome.Value:#,0} {outcome.Key}")))} |"
            )
        );
}
