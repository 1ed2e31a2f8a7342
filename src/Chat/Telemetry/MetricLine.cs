using System.Text.Json;

namespace Chat.Telemetry;

/// <summary>
/// The line of a request in CloudWatch's Embedded Metric Format. It contains no prompt, answer or owner, and its dimensions have few
/// values.
/// </summary>
internal sealed class MetricLine(TelemetrySettings settings, TimeProvider time)
{
    public void Write(Utf8JsonWriter json, RequestFacts facts, RequestMeasurements measured, TimeSpan duration, bool isCold)
    {
        List<(MetricName Metric, double Value)> values = [.. OfFunction(measured, duration, isCold), .. OfAnswer(measured)];
        if (measured.Code is not null)
        {
            values.Add((MetricNames.Errors, 1));
        }

        if (measured.Rating is not null)
        {
            values.Add((MetricNames.Feedback, 1));
        }

        WriteDirectives(json, values);
        WriteText(json, MetricNames.Model, measured.Answer?.Model);
        WriteText(json, MetricNames.Code, measured.Code);
        WriteText(json, MetricNames.Rating, measured.Rating);
        WriteText(json, "Region", measured.Answer?.Region);
        WriteValues(json, facts, values);
    }

    /// <summary>A line of its own for what happens after the request's.</summary>
    public void WriteOne(Utf8JsonWriter json, RequestFacts facts, MetricName ofFunction)
    {
        List<(MetricName Metric, double Value)> values = [(ofFunction, 1)];
        WriteDirectives(json, values);
        WriteValues(json, facts, values);
    }

    private void WriteValues(Utf8JsonWriter json, RequestFacts facts, List<(MetricName Metric, double Value)> values)
    {
        json.WriteString(MetricNames.Stage, settings.Stage);
        json.WriteString(MetricNames.Function, settings.Function);
        json.WriteString("RequestId"u8, facts.LambdaRequestId);
        foreach (var (metric, value) in values)
        {
            json.WriteNumber(metric.Name, value);
        }
    }

    private static IEnumerable<(MetricName Metric, double Value)> OfFunction(RequestMeasurements measured, TimeSpan duration, bool isCold)
    {
        yield return (MetricNames.Requests, 1);
        yield return (MetricNames.Duration, Milliseconds(duration));
        yield return (MetricNames.ColdStarts, isCold ? 1 : 0);
        if (measured.ItemsUnreadable > 0)
        {
            yield return (MetricNames.ItemsUnreadable, measured.ItemsUnreadable);
        }

        if (measured.UsageNotBooked > 0)
        {
            yield return (MetricNames.UsageNotBooked, measured.UsageNotBooked);
        }
    }

    private static IEnumerable<(MetricName Metric, double Value)> OfAnswer(RequestMeasurements measured)
    {
        if (measured.Answer is not { } answer)
        {
            yield break;
        }

        yield return (MetricNames.Answers, answer.Outcome == AnswerOutcome.Whole ? 1 : 0);
        yield return (MetricNames.AnswersFailed, answer.Outcome == AnswerOutcome.Failed ? 1 : 0);
        yield return (MetricNames.AnswersCancelled, answer.Outcome == AnswerOutcome.Cancelled ? 1 : 0);
        yield return (MetricNames.TokensIn, answer.PromptTokens);
        yield return (MetricNames.TokensOut, answer.CompletionTokens);
        yield return (MetricNames.SpendUsd, (double)answer.CostUsd);
        yield return (MetricNames.CircuitsOpen, answer.CircuitsOpen);
        yield return (MetricNames.Throttles, answer.Throttled);
        yield return (MetricNames.TurnsDropped, measured.TurnsDropped);
        yield return (MetricNames.GuardrailInterventions, answer.HasGuardrailIntervened ? 1 : 0);
        if (answer.Region is not null)
        {
            yield return (MetricNames.Failovers, answer.IsFailover ? 1 : 0);
        }

        if (answer.FirstToken is { } first)
        {
            yield return (MetricNames.TimeToFirstToken, Milliseconds(first));
        }

        if (answer.PerOutputToken is { } pause)
        {
            yield return (MetricNames.TimePerOutputToken, Milliseconds(pause));
        }

        if (answer is { IsLegacy: true, Outcome: AnswerOutcome.Whole })
        {
            yield return (MetricNames.LegacyAnswers, 1);
        }
    }

    // One directive for each set of dimensions, in the order of the values.
    private void WriteDirectives(Utf8JsonWriter json, List<(MetricName Metric, double Value)> values)
    {
        json.WriteStartObject("_aws"u8);
        json.WriteNumber("Timestamp"u8, time.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteStartArray("CloudWatchMetrics"u8);
        for (var begin = 0; begin < values.Count; )
        {
            var (scope, end) = (values[begin].Metric.Scope, begin + 1);
            while (end < values.Count && values[end].Metric.Scope == scope)
            {
                end++;
            }

            WriteDirective(json, scope, values.Skip(begin).Take(end - begin));
            begin = end;
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteDirective(Utf8JsonWriter json, MetricScope scope, IEnumerable<(MetricName Metric, double Value)> values)
    {
        json.WriteStartObject();
        json.WriteString("Namespace"u8, MetricNames.Namespace);
        json.WriteStartArray("Dimensions"u8);
        foreach (var set in MetricNames.Dimensions(scope))
        {
            json.WriteStartArray();
            Array.ForEach(set, json.WriteStringValue);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("Metrics"u8);
        foreach (var (metric, _) in values)
        {
            json.WriteStartObject();
            json.WriteString("Name"u8, metric.Name);
            json.WriteString("Unit"u8, metric.Unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static double Milliseconds(TimeSpan span) => Math.Round(span.TotalMilliseconds, 2);
}
