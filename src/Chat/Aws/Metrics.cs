using System.Buffers;
using System.Text.Json;
using Chat.Configuration;
using Llama;

namespace Chat.Aws;

/// <summary>
/// One line per answer in CloudWatch's Embedded Metric Format, from which CloudWatch makes metrics of the namespace
/// <c>LlamaChat</c> with the dimension <c>Region</c>. No prompt, no answer and no owner is in it.
/// </summary>
/// <param name="output">Where the lines go; Lambda takes its standard output, line by line and untouched.</param>
/// <param name="preferredRegion">An answer from any other region is a failover.</param>
/// <param name="isLegacy">Whether the model is one that Bedrock is going to end; its answers are counted for themselves, too.</param>
/// <param name="time">What a line's timestamp, and the time to the first token, is taken from.</param>
internal sealed class Metrics(Stream output, string preferredRegion, TimeProvider time, bool isLegacy = false)
{
    private static readonly (string Name, string Unit)[] _metrics =
    [
        ("Answers", "Count"),
        ("Failovers", "Count"),
        ("CircuitsOpen", "Count"),
        ("TokensIn", "Count"),
        ("TokensOut", "Count"),
        ("TimeToFirstToken", "Milliseconds"),
        ("LegacyAnswers", "Count"),
    ];

    private readonly Lock _lock = new();

    /// <summary>Metrics on Lambda, which says where its log goes; elsewhere nobody would read them.</summary>
    public static Metrics? From(IReadOnlyDictionary<string, string> environment, ChatSettings settings) =>
        environment.GetValueOrDefault("AWS_LAMBDA_LOG_GROUP_NAME") is { Length: > 0 }
            ? new(Console.OpenStandardOutput(), settings.Regions[0], TimeProvider.System, IsLegacy(settings))
            : null;

    /// <summary>The same for another of the models.</summary>
    public Metrics For(ChatSettings served) => new(output, served.Regions[0], time, IsLegacy(served));

    /// <summary>Passes an answer on and writes its line when it is whole. One that fails or is left has none.</summary>
    public async IAsyncEnumerable<ChatEvent> WatchAsync(IAsyncEnumerable<ChatEvent> answer, Func<int> circuitsOpen)
    {
        var started = time.GetTimestamp();
        TimeSpan? first = null;
        await foreach (var item in answer.ConfigureAwait(false))
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
    /// <param name="region">The region that gave it.</param>
    /// <param name="usage">Its tokens.</param>
    /// <param name="firstToken">How long the first token took; null where all came at once.</param>
    /// <param name="circuitsOpen">How many regions this instance leaves alone.</param>
    public void Write(string? region, TokenUsage usage, TimeSpan? firstToken, int circuitsOpen)
    {
        double?[] values =
        [
            1,
            region == preferredRegion ? 0 : 1,
            circuitsOpen,
            usage.PromptTokens,
            usage.CompletionTokens,
            firstToken is { } delay ? Math.Round(delay.TotalMilliseconds, 1) : null,
            isLegacy ? 1 : null,
        ];
        ArrayBufferWriter<byte> line = new(512);
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            WriteDirective(json, [.. _metrics.Where((_, i) => values[i] is not null)]);
            json.WriteString("Region"u8, region ?? "unknown");
            foreach (var ((name, _), value) in _metrics.Zip(values))
            {
                if (value is { } number)
                {
                    json.WriteNumber(name, number);
                }
            }

            json.WriteEndObject();
        }

        line.Write("\n"u8);
        lock (_lock)
        {
            output.Write(line.WrittenSpan);
            output.Flush();
        }
    }

    private static bool IsLegacy(ChatSettings settings) =>
        settings.Model is { IsDedicated: false, Model.Lifecycle: ModelLifecycle.Legacy };

    private void WriteDirective(Utf8JsonWriter json, IReadOnlyList<(string Name, string Unit)> metrics)
    {
        json.WriteStartObject("_aws"u8);
        json.WriteNumber("Timestamp"u8, time.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteStartArray("CloudWatchMetrics"u8);
        json.WriteStartObject();
        json.WriteString("Namespace"u8, "LlamaChat"u8);
        json.WriteStartArray("Dimensions"u8);
        json.WriteStartArray();
        json.WriteStringValue("Region"u8);
        json.WriteEndArray();
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
