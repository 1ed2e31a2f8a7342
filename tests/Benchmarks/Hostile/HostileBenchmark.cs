using System.Globalization;
using Benchmarks.Functions;
using Spectre.Console;

namespace Benchmarks.Hostile;

/// <summary>What the worst bodies of the largest size cost a function that refuses them.</summary>
internal static class HostileBenchmark
{
    // Many in a row, so that what is not given back shows.
    private const int Requests = 10;

    /// <exception cref="InvalidDataException">The function gave no answer.</exception>
    /// <exception cref="LocalCloud.Settings.UsageException">The function cannot be published here.</exception>
    public static async Task RunAsync()
    {
        await Console.Error.WriteLineAsync("Publishing the native executable, if it is not up to date ...");
        var native = await Contestants.NativeAsync(CancellationToken.None);
        await using var stage = await Stage.StartAsync(TimeSpan.Zero, CancellationToken.None);

        var table = new Table()
            .Title($"{Requests} bodies of 1 MB in a row to POST /chat/completions")
            .AddColumns("body", "CPU ms\nper body", "peak\nMB", "answer");
        table.Columns[1].RightAligned();
        table.Columns[2].RightAligned();
        foreach (var body in HostileBody.All)
        {
            table.AddRow(await MeasureAsync(native, stage, body));
        }

        AnsiConsole.Write(table);
    }

    private static async Task<string[]> MeasureAsync(Contestant native, Stage stage, HostileBody body)
    {
        await using var instance = await FunctionInstance.PrepareAsync(native, Job.Completion, stage);
        await instance.InvokeAsync(Question.Chat(1).Event);
        var hostile = Question.ChatEvent(body.Json);
        var before = instance.ProcessorTime;
        var answer = "";
        for (var request = 0; request < Requests; request++)
        {
            answer = (await instance.InvokeAsync(hostile)).Body;
        }

        var milliseconds = (instance.ProcessorTime - before) * 1000 / Requests;

        return
        [
            body.Name,
            milliseconds.ToString("0", CultureInfo.InvariantCulture),
            instance.PeakMemory.ToString("0", CultureInfo.InvariantCulture),
            Markup.Escape(Shown(answer)),
        ];
    }

    private static string Shown(string answer) => answer.Length <= 100 ? answer : $"{answer[..100]}...";
}
