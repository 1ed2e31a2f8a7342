using Amazon.CDK.AWS.CloudWatch;
using Constructs;
using Infra.Functions;
using Infra.Settings;
using Infra.Storage;

namespace Infra.Monitoring;

/// <summary>
/// The alarms. One pages, when users are affected; the others open tickets that help to find the cause.
/// </summary>
internal sealed class Alarms : Construct
{
    private readonly AlarmTopic _tickets;
    private readonly List<Alarm> _alarms = [];

    public Alarms(
        Construct scope,
        DeploymentSettings settings,
        ChatMetrics metrics,
        IReadOnlyList<ChatFunction> functions,
        Encryption encryption
    )
        : base(scope, "Alarms")
    {
        AlarmTopic pages = new(this, "Pages", "users are affected", settings.Alarms.PageEmail, settings, encryption);
        _tickets = new(this, "Tickets", "to look at", settings.Alarms.TicketEmail, settings, encryption);

        List<Alarm> affecting = [.. AddApi(metrics), .. functions.SelectMany(AddFunction)];
        foreach (var (i, model) in settings.Models.Where(model => IsSeen(model, settings.Region)).Index())
        {
            affecting.AddRange(AddBedrock(metrics, model, suffix: i == 0 ? "" : $"-{i + 1}"));
        }

        affecting.AddRange(AddTable(metrics));
        affecting.AddRange(AddAnswers(metrics));
        AddData(metrics, settings);
        AddMoney(metrics, settings);
        UsersAreAffected = new(
            this,
            "UsersAreAffected",
            new CompositeAlarmProps
            {
                AlarmDescription = "Requests fail or wait. The alarms behind this one say where.",
                AlarmRule = AlarmRule.AnyOf([.. affecting]),
            }
        );
        UsersAreAffected.AddAlarmAction(pages.Action);
        UsersAreAffected.AddOkAction(pages.Action);
    }

    public CompositeAlarm UsersAreAffected { get; }

    public IReadOnlyList<IAlarm> All => [UsersAreAffected, .. _alarms];

    /// <summary>An alarm can only use metrics of its own region; for another one it would never fire.</summary>
    public static bool IsSeen(ModelChoice model, string? region) => region is null || model.Regions.Contains(region);

    // API Gateway's latency includes the whole answer, and 2,048 tokens take a minute or more.
    private IEnumerable<Alarm> AddApi(ChatMetrics metrics) =>
        [
            Add("ApiServerErrors", "More than 5 % of requests end with 5xx.", metrics.ServerErrorRate, 0.05, periods: 2),
            Add(
                "ApiLatency",
                "One request in a hundred takes more than two minutes, to the end of its answer.",
                metrics.Latency("p99"),
                120_000,
                periods: 3
            ),
        ];

    // Close to its timeout no user is affected yet, so this one only warns.
    private IEnumerable<Alarm> AddFunction(ChatFunction function)
    {
        var seconds = function.Timeout.ToSeconds();
        Add(
            $"{function.Name}-duration",
            $"A request took {function.Name} more than 90 % of its {seconds} seconds.",
            function.Lambda.MetricDuration(new MetricOptions { Statistic = "Maximum", Period = ChatMetrics.Period }),
            seconds * 900,
            periods: 1
        );

        return
        [
            Add(
                $"{function.Name}-errors",
                $"{function.Name} failed without an answer of its own: crashed, timed out or could not start.",
                function.Lambda.MetricErrors(ChatMetrics.Sum),
                0,
                periods: 1
            ),
            Add(
                $"{function.Name}-throttles",
                $"Lambda refused to start {function.Name}: the account's or the reserved concurrency is used up.",
                function.Lambda.MetricThrottles(ChatMetrics.Sum),
                0,
                periods: 1
            ),
        ];
    }

    private IEnumerable<Alarm> AddBedrock(ChatMetrics metrics, ModelChoice model, string suffix) =>
        [
            Add(
                $"ModelThrottles{suffix}",
                $"Bedrock throttles {model.Reference.Model.Name} in two periods of three: ask for more quota, or for provisioned throughput.",
                ChatMetrics.Bedrock(model, "InvocationThrottles", "Sum"),
                0,
                periods: 3,
                datapoints: 2
            ),
            Add(
                $"ModelServerErrors{suffix}",
                $"Bedrock fails to run {model.Reference.Model.Name}.",
                ChatMetrics.Bedrock(model, "InvocationServerErrors", "Sum"),
                0,
                periods: 3,
                datapoints: 2
            ),
            Add(
                $"ModelClientErrors{suffix}",
                $"Bedrock refuses requests: {model.Reference.Model.Name} is retired or not enabled, or access to it is missing.",
                ChatMetrics.Bedrock(model, "InvocationClientErrors", "Sum"),
                5,
                periods: 1
            ),
        ];

    // The functions' own metrics, which include every region that they call.
    private IEnumerable<Alarm> AddAnswers(ChatMetrics metrics)
    {
        Add(
            "Failovers",
            "More than one answer in ten comes from another region than the preferred one: that one fails or throttles.",
            metrics.FailoverRate,
            0.1,
            periods: 3,
            datapoints: 2
        );

        return
        [
            Add(
                "CircuitsOpen",
                "A function has stopped asking a region, which failed again and again.",
                metrics.CircuitsOpen,
                0,
                periods: 3,
                datapoints: 2
            ),
            Add(
                "ModelErrors",
                "More than five requests were answered with 502 or 503: no region gave an answer.",
                metrics.ModelErrors,
                5,
                periods: 2
            ),
        ];
    }

    // One unreadable item affects only its owner, and does not need anyone at night.
    private void AddData(ChatMetrics metrics, DeploymentSettings settings)
    {
        Add(
            "ItemsUnreadable",
            "Stored items cannot be read: they are damaged, or a later version wrote them.",
            ChatMetrics.SumOf(metrics.ItemsUnreadable),
            0,
            periods: 1
        );
        Add(
            "UsageNotBooked",
            "Answers were given whose usage could not be written.",
            ChatMetrics.SumOf(metrics.UsageNotBooked),
            0,
            periods: 1
        );
        if (settings.Review is not null)
        {
            Add(
                "ReviewsNotWritten",
                "Answers or ratings could not be written for reviewers.",
                ChatMetrics.SumOf(metrics.ReviewsNotWritten),
                0,
                periods: 1
            );
        }
    }

    // No page for costs, because the limits hold automatically.
    private void AddMoney(ChatMetrics metrics, DeploymentSettings settings)
    {
        Add("BudgetRefusals", "Owners have used up their budgets and are refused.", metrics.Errors("budget_exceeded"), 0, periods: 1);
        if (settings.Alarms.SpendUsd is { } limit)
        {
            Add(
                "Spend",
                $"The model's answers of a day cost more than USD {limit}, over all owners.",
                metrics.Spend,
                (double)limit,
                periods: 1
            );
        }
    }

    private IEnumerable<Alarm> AddTable(ChatMetrics metrics) =>
        [
            Add(
                "TableThrottles",
                "DynamoDB throttles the table: one owner's partition is too hot, or the account's limit is reached.",
                metrics.TableThrottles,
                0,
                periods: 2
            ),
            Add("TableErrors", "DynamoDB fails by itself.", metrics.TableErrors, 0, periods: 2),
        ];

    private Alarm Add(string id, string description, IMetric metric, double threshold, int periods, int? datapoints = null)
    {
        Alarm alarm = new(
            this,
            id,
            new AlarmProps
            {
                AlarmDescription = description,
                Metric = metric,
                Threshold = threshold,
                ComparisonOperator = ComparisonOperator.GREATER_THAN_THRESHOLD,
                EvaluationPeriods = periods,
                DatapointsToAlarm = datapoints ?? periods,

                // No traffic is not a failure.
                TreatMissingData = TreatMissingData.NOT_BREACHING,
            }
        );
        alarm.AddAlarmAction(_tickets.Action);
        _alarms.Add(alarm);

        return alarm;
    }
}
