using System.Buffers;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Chat.Telemetry;

/// <summary>Reports each finished request: a line for the log, and one for CloudWatch's metrics.</summary>
/// <param name="settings">The settings, for stage and log level.</param>
/// <param name="output">Writes a line, including its end, at once.</param>
/// <param name="time">The clock.</param>
internal sealed class RequestReport(TelemetrySettings settings, Action<ReadOnlyMemory<byte>> output, TimeProvider time)
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
        var measured = RequestMeasurements.Begin();
        var isCold = !_isWarm;
        _isWarm = true;
        try
        {
            var answer = await handle();
            End(facts, measured, status(answer), Stopwatch.GetElapsedTime(started), isCold);

            return answer;
        }
        catch
        {
            // Any exception fails the invocation: Lambda logs it, and the caller gets an error.
            measured.Fail("internal", 500);
            End(facts, measured, 500, Stopwatch.GetElapsedTime(started), isCold);
            throw;
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
