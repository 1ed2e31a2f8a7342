using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Benchmarks.Functions;
using LocalCloud.Settings;

namespace Benchmarks.Profile;

/// <summary>Where the processor time of a warm request goes: perf samples the native executable, with its symbols.</summary>
internal static class ProfileBenchmark
{
    private const int WarmUp = 300;
    private const int Requests = 2000;
    private const int Shown = 12;
    private const string SamplesPerSecond = "4000";

    /// <exception cref="InvalidDataException">An answer is wrong or missing, or perf failed.</exception>
    /// <exception cref="UsageException">There is no perf, or the function cannot be published here.</exception>
    public static async Task RunAsync()
    {
        var native = await Contestants.NativeAsync(CancellationToken.None);
        var folder = Directory.CreateTempSubdirectory("profile");
        try
        {
            var ours = native with { Command = [WithSymbols(native.Package, folder)] };
            await using var stage = await Stage.StartAsync(TimeSpan.Zero, CancellationToken.None);
            using Conversations conversations = new(stage.DynamoDB);
            JobRunner jobs = new(stage, conversations);
            foreach (var job in ours.Jobs)
            {
                await ProfileAsync(ours, job, stage, jobs, Path.Combine(folder.FullName, $"{job}.perf"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // perf looks for the symbols beside the executable; what is shipped has none.
    private static string WithSymbols(DirectoryInfo package, DirectoryInfo folder)
    {
        foreach (var file in package.EnumerateFiles().Append(NativeBuild.Symbols(package)))
        {
            file.CopyTo(Path.Combine(folder.FullName, file.Name));
        }

        return Path.Combine(folder.FullName, "bootstrap");
    }

    private static async Task ProfileAsync(Contestant ours, Job job, Stage stage, JobRunner jobs, string file)
    {
        await using var instance = await FunctionInstance.PrepareAsync(ours, job, stage);
        await AskAsync(WarmUp);
        var process = instance.Id.ToString(CultureInfo.InvariantCulture);
        using var record = Start("perf", "record", "--quiet", "-e", "cpu-clock", "-F", SamplesPerSecond, "-o", file, "-p", process);
        var before = instance.ProcessorTime;
        await AskAsync(Requests);
        var each = (instance.ProcessorTime - before) * 1000 / Requests;

        // As Ctrl+C does, so that it writes its file.
        using var stop = Start("kill", "-INT", record.Id.ToString(CultureInfo.InvariantCulture));
        await record.WaitForExitAsync();

        Print(job, each, await ReportAsync(file));

        async Task AskAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await jobs.RunAsync(ours, job, instance);
            }
        }
    }

    private static void Print(Job job, double milliseconds, IReadOnlyList<(double Share, string Symbol)> functions)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{job}: {milliseconds:0.00} ms of processor time a request"));
        Console.WriteLine();
        MarkdownTable areas = new("where", "share");
        foreach (var area in functions.GroupBy(function => Area.Of(function.Symbol)).OrderByDescending(area => area.Sum(f => f.Share)))
        {
            areas.AddRow(area.Key.Name, Percent(area.Sum(function => function.Share)));
        }

        areas.Print();
        MarkdownTable most = new("function", "share");
        foreach (var (share, symbol) in functions.OrderByDescending(function => function.Share).Take(Shown))
        {
            most.AddRow($"`{symbol}`", Percent(share));
        }

        most.Print();
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share:0.0} %");

    private static async Task<IReadOnlyList<(double Share, string Symbol)>> ReportAsync(string file)
    {
        using var report = Start("perf", "report", "--stdio", "--no-children", "-F", "overhead,sym", "-i", file);
        var output = await report.StandardOutput.ReadToEndAsync();
        await report.WaitForExitAsync();
        List<(double Share, string Symbol)> functions = [];
        foreach (var line in output.Split('\n'))
        {
            if (
                line.Split('%', 2, StringSplitOptions.TrimEntries) is [var share, var symbol]
                && double.TryParse(share, CultureInfo.InvariantCulture, out var percent)
            )
            {
                functions.Add((percent, symbol));
            }
        }

        return functions.Count > 0 ? functions : throw new InvalidDataException("perf has sampled nothing.");
    }

    private static Process Start(string program, params IReadOnlyList<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception missing)
        {
            throw new UsageException($"{program} cannot be started: on Debian, perf is in linux-perf.", missing);
        }
    }
}
