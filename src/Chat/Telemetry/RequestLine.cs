using System.Globalization;
using System.Text.Json;
using Amazon.Lambda.Core;

namespace Chat.Telemetry;

/// <summary>The line of a request in the log. Its first fields have the names of Lambda's own lines.</summary>
internal sealed class RequestLine(TelemetrySettings settings, TimeProvider time)
{
    /// <summary>The line's message, which log searches use.</summary>
    public const string Message = "request";

    public bool IsWanted(RequestMeasurements measured) => Wants(Level(measured));

    public bool Wants(LogLevel level) => level >= settings.Lowest;

    public void Write(Utf8JsonWriter json, RequestFacts facts, RequestMeasurements measured, int status, TimeSpan duration, bool isCold)
    {
        WriteHead(json, facts, Level(measured), Message);
        json.WriteString("stage"u8, settings.Stage);
        json.WriteString("function"u8, settings.Function);
        json.WriteString("apiRequestId"u8, facts.RequestId);
        if (facts.Owner is { } owner)
        {
            json.WriteString("owner"u8, settings.Owners.Of(owner));
        }

        json.WriteString("route"u8, $"{facts.Method} {facts.Route}");
        json.WriteNumber("status"u8, status);
        json.WriteString("code"u8, measured.Code ?? "ok");
        json.WriteNumber("durationMs"u8, Milliseconds(duration));
        json.WriteBoolean("coldStart"u8, isCold);
        if (measured.Answer is { } answer)
        {
            WriteAnswer(json, answer, measured.TurnsDropped);
        }
    }

    /// <summary>A line about something that did not fail the request.</summary>
    public void WriteTrouble(Utf8JsonWriter json, RequestFacts facts, LogLevel level, string message, string reason)
    {
        WriteHead(json, facts, level, message);
        json.WriteString("reason"u8, reason);
    }

    private void WriteHead(Utf8JsonWriter json, RequestFacts facts, LogLevel level, string message)
    {
        json.WriteString(
            "timestamp"u8,
            time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        );
        json.WriteString("level"u8, level.ToString());
        json.WriteString("requestId"u8, facts.LambdaRequestId);
        if (facts.TraceId is { } trace)
        {
            json.WriteString("traceId"u8, trace);
        }

        json.WriteString("message"u8, message);
    }

    private static void WriteAnswer(Utf8JsonWriter json, AnswerMeasurements answer, int turnsDropped)
    {
        json.WriteString("outcome"u8, answer.Outcome.ToString().ToLowerInvariant());
        json.WriteString("model"u8, answer.Model);
        if (answer.Region is { } region)
        {
            json.WriteString("region"u8, region);
        }

        json.WriteNumber("tokensIn"u8, answer.PromptTokens);
        json.WriteNumber("tokensOut"u8, answer.CompletionTokens);
        json.WriteNumber("costUsd"u8, answer.CostUsd);
        if (answer.FirstToken is { } first)
        {
            json.WriteNumber("timeToFirstTokenMs"u8, Milliseconds(first));
        }

        json.WriteNumber("retries"u8, answer.Retries);
        if (turnsDropped > 0)
        {
            json.WriteNumber("turnsDropped"u8, turnsDropped);
        }
    }

    private static LogLevel Level(RequestMeasurements measured) => measured.FailedStatus >= 500 ? LogLevel.Error : LogLevel.Information;

    private static double Milliseconds(TimeSpan span) => Math.Round(span.TotalMilliseconds, 1);
}
