using System.Buffers;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Lambda.Core;

namespace Chat.Telemetry;

/// <summary>Reports each finished request: a line for the log, and one for CloudWatch's metrics.</summary>
/// <param name="settings">The settings, for stage and log level.</param>
/// <param name="output">Writes a line, including its end, at once.</param>
/// <param name="time">The clock.</param>
/// <param name="traces">Exports traces; null if that is not wanted.</param>
/// <param name="review">
/// Writes what reviewers read, and returns why it could not; null if nothing is reviewed.
/// </param>
internal sealed class RequestReport(
    TelemetrySettings settings,
    Action<ReadOnlyMemory<byte>> output,
    TimeProvider time,
    RequestTraces? traces = null,
    Func<RequestFacts, RequestMeasurements, Task<string?>>? review = null
)
{
    private static readonly JsonWriterOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly RequestLine _line = new(settings, time);
    private readonly MetricLine _metrics = new(settings, time);
    private bool _isWarm;

    /// <summary>Runs a handler and reports it, even if it throws.</summary>
    /// <param name="facts">The request.</param>
    /// <param name="handle">Answers it.</param>
    /// <param name="status">The status of the answer.</param>
    public async Task<T> RunAsync<T>(RequestFacts facts, Func<Task<T>> handle, Func<T, int> status)
    {
        var started = Stopwatch.GetTimestamp();
        var trace = traces?.Begin(facts);
        var measured = RequestMeasurements.Begin(isReviewed: review is not null);
        var isCold = !Interlocked.Exchange(ref _isWarm, true);
        try
        {
            var answer = await handle();
            await EndAsync(status(answer));

            return answer;
        }
        catch
        {
            // Any exception fails the invocation: Lambda logs it, and the caller gets an error.
            measured.Fail("internal", 500);
            await EndAsync(500);
            throw;
        }

        async Task EndAsync(int code)
        {
            End(facts, measured, code, Stopwatch.GetElapsedTime(started), isCold);
            if (review is not null && await review(facts, measured) is { } lost)
            {
                if (settings.HasMetrics)
                {
                    Write(json => _metrics.WriteOne(json, facts, MetricNames.ReviewsNotWritten));
                }

                Report(facts, LogLevel.Error, "review_not_written", lost);
            }

            if (trace is not null)
            {
                trace.End(measured.Code, code, isCold);
                if (await traces!.SendAsync(trace) is { } reason)
                {
                    Report(facts, LogLevel.Warning, "traces_not_sent", reason);
                }
            }
        }
    }

    private void Report(RequestFacts facts, LogLevel level, string message, string reason)
    {
        if (_line.Wants(level))
        {
            Write(json => _line.WriteTrouble(json, facts, level, message, reason));
        }
    }

    private void End(RequestFacts facts, RequestMeasurements measured, int status, TimeSpan duration, bool isCold)
    {
        if (_line.IsWanted(measured))
        {
            Write(json => _line.Write(json, facts, measured, status, duration, isCold));
        }

        if (settings.HasMetrics)
        {
            Write(json => _metrics.Write(json, facts, measured, duration, isCold));
        }
    }

    private void Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> line = new(1024);
        using (Utf8JsonWriter json = new(line, _readable))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        output(line.WrittenMemory);
    }
}
