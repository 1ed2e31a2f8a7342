using System.Diagnostics;
using System.Globalization;
using Benchmarks.Functions;
using LocalCloud.Settings;
using Spectre.Console;

namespace Benchmarks.Trips;

/// <summary>
/// Delays every call of the table, and counts those that a client waits for one after the other: a number that no machine changes.
/// </summary>
internal static class TripsBenchmark
{
    private const int Rounds = 5;

    private static readonly TimeSpan _delay = TimeSpan.FromMilliseconds(50);
    private static readonly (string, string) _budget = ("DAILY_BUDGET_USD", "100");

    /// <exception cref="InvalidDataException">An answer is wrong or missing.</exception>
    /// <exception cref="UsageException">Something that is measured cannot be made or started here.</exception>
    public static async Task RunAsync()
    {
        var ours = await Contestants.ManagedAsync(CancellationToken.None);
        var node = await Contestants.NodeAsync(CancellationToken.None);
        await using var stage = await Stage.StartAsync(TimeSpan.Zero, CancellationToken.None);
        using Conversations conversations = new(stage.DynamoDB);
        stage.Table.Delay = _delay;

        var table = new Table()
            .Title($"Round trips to the table, one after the other ({_delay.TotalMilliseconds} ms each)")
            .AddColumns("", "before\nthe model", "after the\nlast token", "after\nthe answer");
        foreach (var column in table.Columns.Skip(1))
        {
            column.RightAligned();
        }

        await RowAsync("completion, streamed", ours, Job.Completion, (_, _) => Question.Stream(20));
        await RowAsync("completion, streamed, budget", ours, Job.Completion, (_, _) => Question.Stream(20), _budget);
        await RowAsync("completion, whole", ours, Job.Completion, (_, number) => Question.Chat(number));
        await RowAsync("message, streamed", ours, Job.Message, Streamed);
        await RowAsync("message, streamed, key", ours, Job.Message, WithKey(Streamed));
        await RowAsync("message, streamed, budget", ours, Job.Message, Streamed, _budget);
        await RowAsync("message, streamed, key and budget", ours, Job.Message, WithKey(Streamed), _budget);
        await RowAsync("message, whole", ours, Job.Message, Whole);
        await RowAsync("message, whole, key and budget", ours, Job.Message, WithKey(Whole), _budget);
        await RowAsync("Node: completion, streamed", node, Job.Completion, (_, _) => Question.Stream(20));
        await RowAsync("Node: message, whole", node, Job.Message, Whole);
        AnsiConsole.Write(table);

        async Task RowAsync(
            string name,
            Contestant contestant,
            Job job,
            Func<string, int, Question> ask,
            params IReadOnlyList<(string, string)> variables
        )
        {
            await using var instance = await FunctionInstance.PrepareAsync(contestant, job, stage, overTls: false, variables);
            List<RoundTrips> trips = [];
            for (var round = 0; round < Rounds; round++)
            {
                var question = ask(await conversations.MakeAsync(), round);
                trips.Add(await MeasureAsync(stage, instance, question));
            }

            table.AddRow([
                name,
                Median(trips.Select(trip => trip.Before)),
                Median(trips.Select(trip => trip.After)),
                Median(trips.Select(trip => trip.Rest)),
            ]);
        }
    }

    private static Question Streamed(string conversation, int number) => Question.MessageStream(conversation, number);

    private static Question Whole(string conversation, int number) => Question.Message(conversation, number);

    private static Func<string, int, Question> WithKey(Func<string, int, Question> ask) =>
        (conversation, number) => ask(conversation, number).WithKey(conversation);

    private static async Task<RoundTrips> MeasureAsync(Stage stage, FunctionInstance instance, Question question)
    {
        stage.TakeCalls();
        var lastEvent = 0L;

        var answer = await instance.InvokeAsync(question.Event, _ => lastEvent = Stopwatch.GetTimestamp());

        question.Check(answer.Body);
        var (model, table) = stage.TakeCalls();
        return RoundTrips.Of(model[^1], table, lastEvent == 0 ? answer.Ended : lastEvent);
    }

    private static string Median(IEnumerable<int> numbers) => numbers.Order().ElementAt(Rounds / 2).ToString(CultureInfo.InvariantCulture);
}
