using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.DynamoDB;
using Chat.Http;
using Infra.Api;
using Infra.Settings;
using Infra.Storage;

namespace Infra.Monitoring;

/// <summary>The measurements that alarms and dashboard share, over five minutes.</summary>
internal sealed class ChatMetrics(ChatApi api, ChatTable table, DeploymentSettings settings)
{
    public static readonly Duration Period = Duration.Minutes(5);

    // The operations that the functions use; DynamoDB counts its errors for each.
    private static readonly Operation[] _operations =
    [
        Operation.GET_ITEM,
        Operation.QUERY,
        Operation.PUT_ITEM,
        Operation.UPDATE_ITEM,
        Operation.DELETE_ITEM,
        Operation.BATCH_WRITE_ITEM,
    ];

    /// <summary>Of requests: each counts 0 or 1, so the average is the rate.</summary>
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

    /// <summary>Of a model, in a region: that of the stack when none is named.</summary>
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

    /// <summary>Of answers: each counts 0 or 1, so the average is the rate.</summary>
    public Metric FailoverRate => Own("Failovers", "Average");

    /// <summary>How many regions an instance leaves alone, at the most.</summary>
    public Metric CircuitsOpen => Own("CircuitsOpen", "Maximum");

    public Metric Answers => Own("Answers", "Sum");

    public Metric TimeToFirstToken(string percentile) => Own("TimeToFirstToken", percentile);

    /// <summary>USD of a day, at the functions' prices, over all owners and regions.</summary>
    public Metric Spend => Own("SpendUsd", "Sum", period: Duration.Days(1));

    /// <summary>Requests that were answered with an error, by its code.</summary>
    public Metric Errors(string code) => Own("Errors", "Sum", code: code);

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

    // What the functions write; src/Chat/Aws/Metrics.cs has the names.
    private Metric Own(string name, string statistic, string? code = null, Duration? period = null)
    {
        Dictionary<string, string> dimensions = new() { ["Stage"] = settings.Stage };
        if (code is not null)
        {
            dimensions["Code"] = code;
        }

        return new(
            new MetricProps
            {
                Namespace = "LlamaChat",
                MetricName = name,
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
