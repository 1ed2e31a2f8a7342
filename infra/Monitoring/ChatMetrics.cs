using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.DynamoDB;
using Chat.Http;
using Chat.Telemetry;
using Infra.Api;
using Infra.Settings;
using Infra.Storage;

namespace Infra.Monitoring;

/// <summary>The metrics of alarms and dashboard, over five minutes.</summary>
internal sealed class ChatMetrics(ChatApi api, ChatTable table, DeploymentSettings settings)
{
    public static readonly Duration Period = Duration.Minutes(5);

    // The operations that the functions use; DynamoDB counts errors per operation.
    private static readonly Operation[] _operations =
    [
        Operation.GET_ITEM,
        Operation.BATCH_GET_ITEM,
        Operation.QUERY,
        Operation.PUT_ITEM,
        Operation.UPDATE_ITEM,
        Operation.DELETE_ITEM,
        Operation.BATCH_WRITE_ITEM,
    ];

    /// <summary>Each request counts 0 or 1, so the average is the rate.</summary>
    public Metric ServerErrorRate => Api("5XXError", "Average");

    public Metric Requests => Api("Count", "Sum");

    public Metric Latency(string percentile) => Api("Latency", percentile);

    public Metric Api(string name, string statistic) =>
        new(
            new MetricProps
            {
                Namespace = "AWS/ApiGateway",
                MetricName = name,
                DimensionsMap = new Dictionary<string, string> { ["ApiName"] = api.Rest.RestApiName, ["Stage"] = ApiRoute.Stage },
                Statistic = statistic,
                Period = Period,
            }
        );

    /// <summary>A metric of a model in a region; by default the stack's region.</summary>
    public static Metric Bedrock(ModelChoice model, string name, string statistic, string? region = null) =>
        new(
            new MetricProps
            {
                Namespace = "AWS/Bedrock",
                MetricName = name,
                DimensionsMap = new Dictionary<string, string> { ["ModelId"] = model.Reference.InvocationId },
                Statistic = statistic,
                Period = Period,
                Region = region,
                Label = region is null ? null : $"{name} {region}",
            }
        );

    /// <summary>Each answer counts 0 or 1, so the average is the rate.</summary>
    public Metric FailoverRate => Own(MetricNames.Failovers, "Average");

    /// <summary>The most regions with an open circuit breaker in one instance.</summary>
    public Metric CircuitsOpen => Own(MetricNames.CircuitsOpen, "Maximum");

    public Metric Answers => Own(MetricNames.Answers, "Sum");

    public Metric AnswersFailed => Own(MetricNames.AnswersFailed, "Sum");

    public Metric AnswersCancelled => Own(MetricNames.AnswersCancelled, "Sum");

    public Metric TimeToFirstToken(string percentile) => Own(MetricNames.TimeToFirstToken, percentile);

    public Metric TimePerOutputToken(string percentile) => Own(MetricNames.TimePerOutputToken, percentile);

    public Metric GuardrailInterventions => Own(MetricNames.GuardrailInterventions, "Sum");

    public Metric TurnsDropped => Own(MetricNames.TurnsDropped, "Sum");

    public Metric Feedback(string rating) => Own(MetricNames.Feedback, "Sum", (MetricNames.Rating, rating)).Labelled(rating);

    public Metric ColdStarts(string function) => OfFunction(MetricNames.ColdStarts, function);

    public Metric ItemsUnreadable(string function) => OfFunction(MetricNames.ItemsUnreadable, function);

    public Metric UsageNotBooked(string function) => OfFunction(MetricNames.UsageNotBooked, function);

    public Metric ReviewsNotWritten(string function) => OfFunction(MetricNames.ReviewsNotWritten, function);

    /// <summary>USD per day at the functions' prices, over all owners and regions.</summary>
    public Metric Spend => Own(MetricNames.SpendUsd, "Sum", period: Duration.Days(1));

    /// <summary>Requests answered with an error, by code.</summary>
    public Metric Errors(string code) => Own(MetricNames.Errors, "Sum", (MetricNames.Code, code));

    public IMetric ModelErrors =>
        new MathExpression(
            new MathExpressionProps
            {
                Expression = "FILL(failed, 0) + FILL(unavailable, 0)",
                Label = "Without an answer of the model",
                UsingMetrics = new Dictionary<string, IMetric>
                {
                    ["failed"] = Errors("model_error"),
                    ["unavailable"] = Errors("model_unavailable"),
                },
                Period = Period,
            }
        );

    private Metric OfFunction(MetricName metric, string function) =>
        Own(metric, "Sum", (MetricNames.Function, function)).Labelled(function);

    /// <summary>The sum over all functions that handle the API's requests.</summary>
    public static IMetric SumOf(Func<string, Metric> metric)
    {
        var functions = ApiRoute.All.Select(route => route.Function).Distinct().ToDictionary(name => name, IMetric (name) => metric(name));

        return new MathExpression(
            new MathExpressionProps
            {
                Expression = string.Join(" + ", functions.Keys.Select(name => $"FILL({name}, 0)")),
                UsingMetrics = functions,
                Period = Period,
            }
        );
    }

    // A metric that the functions write.
    private Metric Own(MetricName metric, string statistic, (string Name, string Value)? dimension = null, Duration? period = null)
    {
        Dictionary<string, string> dimensions = new() { [MetricNames.Stage] = settings.Stage };
        if (dimension is var (name, value))
        {
            dimensions[name] = value;
        }

        return new(
            new MetricProps
            {
                Namespace = MetricNames.Namespace,
                MetricName = metric.Name,
                DimensionsMap = dimensions,
                Statistic = statistic,
                Period = period ?? Period,
            }
        );
    }

    public IMetric TableThrottles =>
        new MathExpression(
            new MathExpressionProps
            {
                Expression = "reads + writes",
                Label = "Throttled",
                UsingMetrics = new Dictionary<string, IMetric>
                {
                    ["reads"] = table.Table.Metric("ReadThrottleEvents", Sum),
                    ["writes"] = table.Table.Metric("WriteThrottleEvents", Sum),
                },
                Period = Period,
            }
        );

    public IMetric TableErrors =>
        table.Table.MetricSystemErrorsForOperations(
            new SystemErrorsForOperationsMetricOptions { Operations = _operations, Period = Period }
        );

    public Metric TableReads => table.Table.MetricConsumedReadCapacityUnits(Sum);

    public Metric TableWrites => table.Table.MetricConsumedWriteCapacityUnits(Sum);

    public static MetricOptions Sum => new() { Statistic = "Sum", Period = Period };
}

internal static class LabelledMetric
{
    public static Metric Labelled(this Metric metric, string label) => metric.With(new MetricOptions { Label = label });
}
