using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Chat.Http;
using Constructs;
using Infra.Functions;
using Infra.Settings;
using Infra.Storage;

namespace Infra.Monitoring;

/// <summary>The dashboard: availability, latency, usage, and the functions' own metrics.</summary>
internal sealed class ChatDashboard : Construct
{
    // The functions' error codes that point to the deployment instead of to one caller.
    private static readonly string[] _codes =
    [
        "budget_exceeded",
        "rate_limited",
        "model_unavailable",
        "model_error",
        "timeout",
        "internal",
    ];

    private readonly Dashboard _dashboard;

    public ChatDashboard(
        Construct scope,
        DeploymentSettings settings,
        ChatMetrics metrics,
        IReadOnlyList<ChatFunction> functions,
        Encryption encryption
    )
        : base(scope, "ChatDashboard")
    {
        Alarms alarms = new(scope, settings, metrics, functions, encryption);
        _dashboard = new(
            this,
            "Dashboard",
            new DashboardProps { DefaultInterval = Duration.Hours(3), PeriodOverride = PeriodOverride.AUTO }
        );
        _dashboard.AddWidgets(IsItUp(metrics, alarms, functions));
        _dashboard.AddWidgets(HowFast(settings.Models, metrics, functions));
        _dashboard.AddWidgets(HowMuch(settings, metrics));
        _dashboard.AddWidgets(OfAnswers(metrics));
        _dashboard.AddWidgets(OfFunctions(metrics, functions));
    }

    public string Url =>
        $"https://{Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region={Aws.REGION}#dashboards/dashboard/{_dashboard.DashboardName}";

    private static IWidget[] IsItUp(ChatMetrics metrics, Alarms alarms, IReadOnlyList<ChatFunction> functions) =>
        [
            new AlarmStatusWidget(
                new AlarmStatusWidgetProps
                {
                    Title = "Is it up?",
                    Alarms = [.. alarms.All],
                    Width = 8,
                    Height = 6,
                }
            ),
            Graph("Requests and refusals", metrics.Requests, metrics.Api("4XXError", "Sum"), metrics.Api("5XXError", "Sum")),
            Graph("Functions that failed", [.. functions.Select(function => function.Lambda.MetricErrors(Labelled(function, "Sum")))]),
        ];

    private static IWidget[] HowFast(IReadOnlyList<ModelChoice> models, ChatMetrics metrics, IReadOnlyList<ChatFunction> functions) =>
        [
            Graph("How fast? Whole answers, ms", metrics.Latency("p50"), metrics.Latency("p90"), metrics.Latency("p99")),
            Graph(
                "The model, p90 ms",
                [.. from model in models from region in model.Regions select ChatMetrics.Bedrock(model, "InvocationLatency", "p90", region)]
            ),
            Graph("The functions, p90 ms", [.. functions.Select(function => function.Lambda.MetricDuration(Labelled(function, "p90")))]),
        ];

    private static IWidget[] HowMuch(DeploymentSettings settings, ChatMetrics metrics) =>
        [
            Graph("How much? Tokens", [.. Tokens(settings, metrics)]),
            Graph("USD at list price", Cost(settings, metrics)),
            Graph("The table's capacity units", metrics.TableReads, metrics.TableWrites),
        ];

    private static IWidget[] OfAnswers(ChatMetrics metrics) =>
        [
            Graph(
                "Answers: whole, failed, cancelled; failovers (rate)",
                metrics.Answers,
                metrics.AnswersFailed,
                metrics.AnswersCancelled,
                metrics.FailoverRate,
                metrics.CircuitsOpen
            ),
            Graph("Refusals and failures by code", [.. _codes.Select(code => metrics.Errors(code).Labelled(code))]),
            Graph(
                "Time to the first token, and per token, ms; USD of a day",
                metrics.TimeToFirstToken("p50"),
                metrics.TimeToFirstToken("p90"),
                metrics.TimePerOutputToken("p90"),
                metrics.Spend
            ),
        ];

    private static IWidget[] OfFunctions(ChatMetrics metrics, IReadOnlyList<ChatFunction> functions) =>
        [
            Graph("Cold starts", [.. Answering(functions).Select(function => metrics.ColdStarts(function.Name))]),
            Graph(
                "Ratings, guardrail, turns that did not fit",
                metrics.Feedback("up"),
                metrics.Feedback("down"),
                metrics.GuardrailInterventions,
                metrics.TurnsDropped
            ),
            Graph(
                "Items that cannot be read, usage not booked",
                [
                    .. Answering(functions).Select(function => metrics.ItemsUnreadable(function.Name)),
                    .. Answering(functions).Select(function => metrics.UsageNotBooked(function.Name)),
                ]
            ),
        ];

    // The other functions do not handle the API's requests.
    private static IEnumerable<ChatFunction> Answering(IReadOnlyList<ChatFunction> functions) =>
        functions.Where(function => ApiRoute.All.Any(route => route.Function == function.Name));

    private static IEnumerable<IMetric> Tokens(DeploymentSettings settings, ChatMetrics metrics) =>
        from model in settings.Models
        from region in model.Regions
        from name in (string[])["InputTokenCount", "OutputTokenCount"]
        select ChatMetrics.Bedrock(model, name, "Sum", region);

    // For all calls of the account to these models, in every region of the deployment.
    private static MathExpression Cost(DeploymentSettings settings, ChatMetrics metrics)
    {
        Dictionary<string, IMetric> tokens = [];
        List<string> terms = [];
        foreach (var (i, (model, region)) in settings.Models.SelectMany(model => model.Regions.Select(region => (model, region))).Index())
        {
            var pricing = model.Reference.Model.Pricing;
            var (input, output) = (settings.InputPricePer1K ?? pricing.InputPer1K, settings.OutputPricePer1K ?? pricing.OutputPer1K);
            tokens[$"in{i}"] = ChatMetrics.Bedrock(model, "InputTokenCount", "Sum", region);
            tokens[$"out{i}"] = ChatMetrics.Bedrock(model, "OutputTokenCount", "Sum", region);
            terms.Add(string.Create(null, $"FILL(in{i}, 0) * {input} / 1000 + FILL(out{i}, 0) * {output} / 1000"));
        }

        return new(
            new MathExpressionProps
            {
                Expression = string.Join(" + ", terms),
                Label = "USD",
                UsingMetrics = tokens,
                Period = ChatMetrics.Period,
            }
        );
    }

    private static GraphWidget Graph(string title, params IMetric[] metrics) =>
        new(
            new GraphWidgetProps
            {
                Title = title,
                Left = metrics,
                Width = 8,
                Height = 6,
                LiveData = true,
            }
        );

    private static MetricOptions Labelled(ChatFunction function, string statistic) =>
        new()
        {
            Statistic = statistic,
            Period = ChatMetrics.Period,
            Label = function.Name,
        };
}
