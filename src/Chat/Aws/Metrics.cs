using System.Buffers;
using System.Text.Json;
using Chat.Configuration;
using Llama;

namespace Chat.Aws;

/// <summary>
/// Writes one line for each answer and each error, in CloudWatch's Embedded Metric Format. CloudWatch creates the metrics of the
/// namespace <c>LlamaChat</c> from them. No line contains a prompt, an answer or an owner.
/// </summary>
/// <param name="output">The stream for the lines: on Lambda its standard output, which Lambda copies to the log unchanged.</param>
/// <param name="settings">Provides the stage, the prices, and the preferred region: an answer from another one is a failover.</param>
/// <param name="time">The clock for timestamps and for the time to the first token.</param>
internal sealed class Metrics(Stream output, ChatSettings settings, TimeProvider time)
{
    /// <summary>The sets of dimensions of an answer's metrics: the stage, and the stage with the region that answered.</summary>
    private static readonly string[][] _ofAnswers =
    [
        ["Stage"],
        ["Stage", "Region"],
    ];

    private static readonly string[][] _ofErrors =
    [
        ["Stage", "Code"],
    ];

    private static readonly (string Name, string Unit)[] _metrics =
    [
        ("Answers", "Count"),
        ("Failovers", "Count"),
        ("CircuitsOpen", "Count"),
        ("TokensIn", "Count"),
        ("TokensOut", "Count"),
        ("SpendUsd", "None"),
        ("TimeToFirstToken", "Milliseconds"),
        ("LegacyAnswers", "Count"),
    ];

    private static readonly string[][] _ofFeedback =
    [
        ["Stage", "Rating"],
    ];

    private readonly Lock _lock = new();

    /// <summary>Metrics if the process runs on Lambda, otherwise null.</summary>
    public static Metrics? From(IReadOnlyDictionary<string, string> environment, ChatSettings settings) =>
        environment.GetValueOrDefault("AWS_LAMBDA_LOG_GROUP_NAME") is { Length: > 0 }
            ? new(Console.OpenStandardOutput(), settings, TimeProvider.System)
            : null;

    /// <summary>Metrics for another of the offered models.</summary>
    public Metrics For(ChatSettings served) => new(output, served, time);

    /// <summary>Passes an answer on and writes its line at its end. An answer that fails or is abandoned gets no line.</summary>
    public async IAsyncEnumerable<ChatEvent> WatchAsync(IAsyncEnumerable<ChatEvent> answer, Func<int> circuitsOpen)
    {
        var started = time.GetTimestamp();
        TimeSpan? first = null;
        await foreach (var item in answer)
        {
            first ??= time.GetElapsedTime(started);
            yield return item;
            if (item is ChatEvent.Completed completed)
            {
                Write(completed.Region, completed.Usage, first, circuitsOpen());
            }
        }
    }

    /// <summary>Writes the line of an answer.</summary>
    /// <param name="region">The region that answered.</param>
    /// <param name="usage">Its tokens.</param>
    /// <param name="firstToken">The time to the first token; null if the answer was not streamed.</param>
    /// <param name="circuitsOpen">The number of regions whose circuit breaker is open in this instance.</param>
    public void Write(string? region, TokenUsage usage, TimeSpan? firstToken, int circuitsOpen)
    {
        double?[] values =
        [
            1,
            region == settings.Regions[0] ? 0 : 1,
            circuitsOpen,
            usage.PromptTokens,
            usage.CompletionTokens,
            (double)settings.Pricing.Cost(usage),
            firstToken is { } delay ? Math.Round(delay.TotalMilliseconds, 1) : null,
            IsLegacy(settings) ? 1 : null,
        ];
        var told = _metrics.Zip(values).Where(metric => metric.Second is not null).ToList();
        WriteLine(
            [.. told.Select(metric => metric.First)],
            _ofAnswers,
            json =>
            {
                json.WriteString("Region"u8, region ?? "unknown");
                foreach (var ((name, _), value) in told)
                {
                    json.WriteNumber(name, value!.Value);
                }
            }
        );
    }

    /// <summary>Writes the line of a request that was answered with an error.</summary>
    /// <param name="code">The problem's code.</param>
    public void WriteError(string code) =>
        WriteLine(
            [("Errors", "Count")],
            _ofErrors,
            json =>
            {
                json.WriteString("Code"u8, code);
                json.WriteNumber("Errors"u8, 1);
            }
        );

    /// <summary>Writes the line of a rating, without its comment.</summary>
    /// <param name="rating"><c>up</c> or <c>down</c>.</param>
    public void WriteFeedback(string rating) =>
        WriteLine(
            [("Feedback", "Count")],
            _ofFeedback,
            json =>
            {
                json.WriteString("Rating"u8, rating);
                json.WriteNumber("Feedback"u8, 1);
            }
        );

    private void WriteLine(IReadOnlyList<(string Name, string Unit)> metrics, string[][] dimensions, Action<Utf8JsonWriter> values)
    {
        ArrayBufferWriter<byte> line = new(512);
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            WriteDirective(json, metrics, dimensions);
            json.WriteString("Stage"u8, settings.Stage);
            values(json);
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        lock (_lock)
        {
            output.Write(line.WrittenSpan);
            output.Flush();
        }
    }

    private static bool IsLegacy(ChatSettings settings) => settings.Model is { IsDedicated: false, Model.Lifecycle: ModelLifecycle.Legacy };

    private void WriteDirective(Utf8JsonWriter json, IReadOnlyList<(string Name, string Unit)> metrics, string[][] dimensions)
    {
        json.WriteStartObject("_aws"u8);
        json.WriteNumber("Timestamp"u8, time.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteStartArray("CloudWatchMetrics"u8);
        json.WriteStartObject();
        json.WriteString("Namespace"u8, "LlamaChat"u8);
        json.WriteStartArray("Dimensions"u8);
        foreach (var set in dimensions)
        {
            json.WriteStartArray();
            Array.ForEach(set, json.WriteStringValue);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("Metrics"u8);
        foreach (var (name, unit) in metrics)
        {
            json.WriteStartObject();
            json.WriteString("Name"u8, name);
            json.WriteString("Unit"u8, unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
