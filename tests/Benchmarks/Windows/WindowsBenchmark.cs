using System.Diagnostics;
using System.Globalization;
using Amazon.Runtime;
using Benchmarks.Functions;
using Benchmarks.Units;
using Chat.Configuration;
using Chat.Prompts;
using Llama;
using LocalCloud.DynamoDB;
using LocalCloud.Settings;

namespace Benchmarks.Windows;

/// <summary>How long it takes, and how much is read, to fill a window with the newest turns of a long conversation.</summary>
internal static class WindowsBenchmark
{
    private const string Model = "us.meta.llama3-1-8b-instruct-v1:0";
    private const int MaxGenLen = 512;
    private const int Rounds = 9;

    private static readonly int[] _windows = [8_192, 32_768, 128_000];
    private static readonly (int Turns, bool AreCounted)[] _conversations = [(100, true), (1_000, true), (10_000, true), (10_000, false)];

    /// <exception cref="InvalidDataException">A prompt is too long.</exception>
    public static async Task RunAsync()
    {
        CloudOptions options = new() { DynamoDB = new DynamoDBChoice.InMemory() };
        await using var dynamoDB = await LocalDynamoDB.StartAsync(options, port: 0, CancellationToken.None);
        using CountingDynamoDB client = new(
            new BasicAWSCredentials(LocalCredentials.AccessKey, LocalCredentials.SecretKey),
            new() { ServiceURL = dynamoDB.Url.ToString(), AuthenticationRegion = LocalFunctionEnvironment.Region(options) }
        );

        MarkdownTable table = new(
            "turns in the conversation",
            "window",
            "turns in the prompt",
            "its tokens",
            "pages read",
            "read units",
            "ms",
            "of it the table",
            "MB allocated"
        );
        for (var i = 0; i < _conversations.Length; i++)
        {
            var (turns, areCounted) = _conversations[i];
            var id = $"{i:D26}";
            await Console.Error.WriteLineAsync($"{turns:N0} turns ...");
            await MixedTurns.WriteAsync(client, options.Table, id, turns, areCounted ? PromptTemplate.Llama3 : null);
            foreach (var window in _windows)
            {
                WindowFit fit = new(Settings(options, dynamoDB.Url, window), client, options.Table, MaxGenLen);
                table.AddRow(Row(turns, areCounted, window, await MeasureAsync(fit, client, id)));
            }
        }

        table.Print();
        Console.WriteLine("* turns without stored counts, for example after a change of the model: each turn that is read is counted.");
    }

    private static ChatSettings Settings(CloudOptions options, Uri dynamoDB, int window)
    {
        var variables = LocalFunctionEnvironment.Of(options, "messages", "benchmark", null, dynamoDB);
        variables["MODEL_ID"] = Model;
        variables["CONTEXT_WINDOW"] = window.ToString(CultureInfo.InvariantCulture);

        return ChatSettings.Bind(variables);
    }

    private static async Task<Measured> MeasureAsync(WindowFit fit, CountingDynamoDB client, string id)
    {
        Samples milliseconds = new();
        Samples table = new();
        Samples megabytes = new();
        CapacityUnits units = default;
        ContextFit filled = null!;

        // The first round, in which code is compiled and the vocabulary loaded, does not count.
        for (var round = 0; round <= Rounds; round++)
        {
            client.Take();
            var (bytes, began) = (GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
            filled = await fit.RunAsync(id);
            var elapsed = Stopwatch.GetElapsedTime(began);
            bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
            units = client.Take();
            if (round > 0)
            {
                milliseconds.Add(elapsed.TotalMilliseconds);
                table.Add(units.Waited.TotalMilliseconds);
                megabytes.Add(bytes / 1e6);
            }
        }

        return new(filled.TurnsIncluded, fit.Check(filled), units, milliseconds.Median, table.Median, megabytes.Median);
    }

    private static string[] Row(int turns, bool areCounted, int window, Measured measured) =>
        [
            $"{Number(turns)}{(areCounted ? "" : " *")}",
            Number(window),
            Number(measured.Turns),
            Number(measured.Tokens),
            Number(measured.Units.Pages),
            Number(measured.Units.Read),
            Number(measured.Milliseconds),
            Number(measured.Table),
            Number(measured.Megabytes),
        ];

    private static string Number(double number) => number.ToString(number < 10 ? "0.#" : "#,0", CultureInfo.InvariantCulture);

    private sealed record Measured(int Turns, int Tokens, CapacityUnits Units, double Milliseconds, double Table, double Megabytes);
}
