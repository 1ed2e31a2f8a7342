using Amazon.Runtime;
using Chat.Configuration;
using LocalCloud.Bedrock;
using LocalCloud.DynamoDB;
using LocalCloud.Settings;

namespace Benchmarks.Units;

/// <summary>DynamoDB's capacity units per turn, by the length of the history, and of the answer that is saved while it is generated.</summary>
internal static class UnitsBenchmark
{
    private static readonly (int Turns, int Versions)[] _histories = [(1, 1), (10, 1), (100, 1), (1_000, 1), (1_000, 10), (10_000, 1)];
    private static readonly int[] _tokensPerSecond = [20, 40, 80];

    private static readonly (string Limits, string[] Variables, bool HasOwnerLimits)[] _limits =
    [
        ("none", [], false),
        ("a daily budget", [FunctionVariables.DailyBudgetUsd], false),
        ("a monthly budget", [FunctionVariables.MonthlyBudgetUsd], false),
        ("limits of the owner and of two groups", [], true),
        ("all of these", [FunctionVariables.DailyBudgetUsd, FunctionVariables.MonthlyBudgetUsd], true),
    ];

    public static async Task RunAsync()
    {
        CloudOptions options = new() { DynamoDB = new DynamoDBChoice.InMemory(), Environment = LocalFunctionEnvironment.OwnVariables() };
        await using var dynamoDB = await LocalDynamoDB.StartAsync(options, port: 0, CancellationToken.None);
        await using var bedrock = await BedrockEmulator.StartAsync(new() { TokenDelay = TimeSpan.Zero }, CancellationToken.None);
        using var client = Connect(dynamoDB, options);
        var environment = LocalFunctionEnvironment.Of(options, "messages", "benchmark", bedrock.Url, dynamoDB.Url);
        var settings = ChatSettings.Bind(environment);
        TurnItems ours = new(settings, new(environment, settings), client, options.Table);
        RewriteEverything whole = new(client, options.Table);

        // An answer that takes more than a second is saved in between: the first one, which waits for the JIT, is not measured.
        await ours.WriteAsync($"{0:D26}", turns: 1, versions: 1);
        await ours.TakeTurnAsync($"{0:D26}", number: 2);

        List<Comparison> comparisons = [];
        foreach (var (history, versions) in _histories)
        {
            await Console.Error.WriteLineAsync($"A turn after {history:N0} others, {versions} of each message ...");
            var id = $"{versions:D6}{history:D20}";
            comparisons.Add(
                new(
                    history,
                    versions,
                    await MeasureAsync(
                        client,
                        () => ours.WriteAsync(id, history, versions),
                        () => ours.TakeTurnAsync(id, history + 1),
                        () => ours.CheckAsync(id, history + 1)
                    ),
                    RewriteEverything.SizeOf(id, history + 1) is var size && size > RewriteEverything.Limit
                        ? null
                        : await MeasureAsync(
                            client,
                            () => whole.WriteAsync(id, history),
                            () => whole.TakeTurnAsync(id, history + 1),
                            () => whole.CheckAsync(id, history + 1)
                        ),
                    size
                )
            );
        }

        var seconds = SavedAnswer.Tokens / _tokensPerSecond.Min();
        await Console.Error.WriteLineAsync(
            $"Answers of {SavedAnswer.Tokens:N0} tokens that are saved while they are generated, {seconds} s ..."
        );
        var savings = await Task.WhenAll(_tokensPerSecond.Select(speed => SaveAsync(Connect(dynamoDB, options), options.Table, speed)));

        List<Booking> bookings = [];
        foreach (var (limits, variables, hasOwnerLimits) in _limits)
        {
            bookings.Add(await BookAsync(client, environment, limits, variables, hasOwnerLimits));
        }

        Report.Print(comparisons);
        Report.Print(savings);
        Report.Print(bookings);
    }

    private static async Task<Booking> BookAsync(
        CountingDynamoDB client,
        Dictionary<string, string> environment,
        string limits,
        string[] variables,
        bool hasOwnerLimits
    )
    {
        // LocalCloud's own limits would be counted too.
        Dictionary<string, string> own = new(environment) { [FunctionVariables.OwnerLimits] = hasOwnerLimits ? "true" : "false" };
        own.Remove(FunctionVariables.DailyBudgetUsd);
        own.Remove(FunctionVariables.MonthlyBudgetUsd);
        own.Remove(FunctionVariables.ConcurrencyLimit);
        foreach (var variable in variables)
        {
            own[variable] = "100";
        }

        BookedAnswers answers = new(
            client,
            ChatSettings.Bind(own),
            new($"payer of {limits}", hasOwnerLimits ? ["students", "tutors"] : [])
        );
        await answers.SpendBeforeAsync();
        if (hasOwnerLimits)
        {
            await answers.LimitAsync();
        }

        return new(limits, await answers.AnswerAsync(), await answers.AnswerAsync());
    }

    private static CountingDynamoDB Connect(LocalDynamoDB dynamoDB, CloudOptions options) =>
        new(
            new BasicAWSCredentials(LocalCredentials.AccessKey, LocalCredentials.SecretKey),
            new() { ServiceURL = dynamoDB.Url.ToString(), AuthenticationRegion = LocalFunctionEnvironment.Region(options) }
        );

    private static async Task<Saving> SaveAsync(CountingDynamoDB own, string table, int tokensPerSecond)
    {
        using (own)
        {
            SavedAnswer answer = new(own, table);
            await answer.BeginAsync($"{tokensPerSecond:D26}");
            own.Take();
            await answer.GenerateAsync($"{tokensPerSecond:D26}", tokensPerSecond);

            return new(tokensPerSecond, own.Take());
        }
    }

    private static async Task<CapacityUnits> MeasureAsync(CountingDynamoDB client, Func<Task> prepare, Func<Task> turn, Func<Task> check)
    {
        await prepare();
        client.Take();
        await turn();
        var units = client.Take();
        await check();

        return units;
    }
}

/// <param name="History">The turns before the measured one.</param>
/// <param name="Versions">How many of them answer the same message.</param>
/// <param name="Ours">One item per turn.</param>
/// <param name="Whole">One item per conversation; null where DynamoDB would not take it.</param>
/// <param name="WholeSize">That item's bytes.</param>
internal sealed record Comparison(int History, int Versions, CapacityUnits Ours, CapacityUnits? Whole, long WholeSize);

/// <param name="TokensPerSecond">How fast the model answers.</param>
/// <param name="Units">What saving the answer took until its end.</param>
internal sealed record Saving(int TokensPerSecond, CapacityUnits Units);

/// <param name="Limits">Which limits there are.</param>
/// <param name="First">The units of an instance's first answer to an owner, before the model is asked and after it.</param>
/// <param name="Next">Those of the next answer within a minute.</param>
internal sealed record Booking(
    string Limits,
    (CapacityUnits Before, CapacityUnits After) First,
    (CapacityUnits Before, CapacityUnits After) Next
);
