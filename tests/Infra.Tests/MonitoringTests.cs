using System.Text.Json.Nodes;
using Chat.Telemetry;

namespace Infra.Tests;

/// <summary>The alarms and the dashboard.</summary>
public sealed class MonitoringTests
{
    private static readonly string[] _api = ["ApiServerErrors", "ApiLatency"];
    private static readonly string[] _functions = ["admin", "completions", "conversations", "messages"];
    private static readonly string[] _bedrock = ["ModelThrottles", "ModelServerErrors", "ModelClientErrors"];
    private static readonly string[] _table = ["TableThrottles", "TableErrors"];
    private static readonly string[] _answers =
    [
        "Failovers",
        "CircuitsOpen",
        "ModelErrors",
        "BudgetRefusals",
        "ItemsUnreadable",
        "UsageNotBooked",
    ];

    [Fact]
    public void There_is_an_alarm_on_everything_that_can_fail()
    {
        var alarms = Alarms(Synthesis.Of()).Keys;

        string[] ofFunctions = [.. _functions.SelectMany(name => new[] { $"{name}-errors", $"{name}-throttles", $"{name}-duration" })];
        Assert.Equal(
            [
                .. new[] { _api, ofFunctions, _bedrock, _table, _answers }
                    .SelectMany(names => names)
                    .Select(Id)
                    .Order(StringComparer.Ordinal),
            ],
            alarms.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void The_authorizer_is_watched_like_the_others() =>
        Assert.Equal(3, Alarms(Synthesis.Of("auth=api-key")).Keys.Count(name => name.Contains("authorizer")));

    [Fact]
    public void A_review_log_that_loses_answers_is_seen() =>
        Assert.Equal([Id("ReviewsNotWritten")], Alarms(Synthesis.Of("reviewLog=s3")).Keys.Except(Alarms(Synthesis.Of()).Keys));

    [Theory]
    [InlineData("ApiServerErrors", "AWS/ApiGateway 5XXError Average ApiName=chat-prod Stage=v1", 0.05)]
    [InlineData("ApiLatency", "AWS/ApiGateway Latency p99 ApiName=chat-prod Stage=v1", 120_000)]
    [InlineData("messages-errors", "AWS/Lambda Errors Sum FunctionName={messagesFunction}", 0)]
    [InlineData("messages-throttles", "AWS/Lambda Throttles Sum FunctionName={messagesFunction}", 0)]
    [InlineData("messages-duration", "AWS/Lambda Duration Maximum FunctionName={messagesFunction}", 810_000)]
    [InlineData("conversations-duration", "AWS/Lambda Duration Maximum FunctionName={conversationsFunction}", 26_100)]
    [InlineData("ModelThrottles", "AWS/Bedrock InvocationThrottles Sum ModelId=meta.llama2-13b-chat-v1", 0)]
    [InlineData("ModelServerErrors", "AWS/Bedrock InvocationServerErrors Sum ModelId=meta.llama2-13b-chat-v1", 0)]
    [InlineData("Failovers", "LlamaChat Failovers Average Stage=prod", 0.1)]
    [InlineData("CircuitsOpen", "LlamaChat CircuitsOpen Maximum Stage=prod", 0)]
    [InlineData("BudgetRefusals", "LlamaChat Errors Sum Code=budget_exceeded Stage=prod", 0)]
    [InlineData("ModelClientErrors", "AWS/Bedrock InvocationClientErrors Sum ModelId=meta.llama2-13b-chat-v1", 5)]
    public void An_alarm_watches_its_metric(string name, string metric, double threshold)
    {
        var alarm = Alarms(Synthesis.Of())[Id(name)];

        var dimensions = alarm["Dimensions"]!.AsArray().Select(dimension => $"{dimension!["Name"]}={TemplateText.Of(dimension["Value"])}");
        Assert.Equal(
            metric,
            $"{alarm["Namespace"]} {alarm["MetricName"]} {alarm["Statistic"] ?? alarm["ExtendedStatistic"]} {string.Join(' ', dimensions)}"
        );
        Assert.Equal((threshold, "GreaterThanThreshold"), ((double)alarm["Threshold"]!, TemplateText.Of(alarm["ComparisonOperator"])));
    }

    [Fact]
    public void Throttles_and_errors_of_the_table_are_summed_over_what_the_functions_do()
    {
        var alarms = Alarms(Synthesis.Of());

        Assert.Equal(["ReadThrottleEvents", "WriteThrottleEvents"], Metrics(alarms["AlarmsTableThrottles"], "MetricName"));
        Assert.Equal(["SystemErrors"], Metrics(alarms["AlarmsTableErrors"], "MetricName").Distinct());
        Assert.Equal(7, Metrics(alarms["AlarmsTableErrors"], "MetricName").Count());
    }

    [Fact]
    public void Spend_is_watched_over_a_day_where_a_limit_is_set()
    {
        var alarm = Alarms(Synthesis.Of("spendAlarmUsd=25"))["AlarmsSpend"];

        Assert.Equal(
            ("SpendUsd", "Sum", 86_400, 25),
            ((string)alarm["MetricName"]!, (string)alarm["Statistic"]!, (int)alarm["Period"]!, (double)alarm["Threshold"]!)
        );
    }

    // A test of src/Chat sees every metric of the table written, with these dimensions.
    [Fact]
    public void Alarms_and_dashboard_read_metrics_that_the_functions_write()
    {
        var written = MetricNames.All.SelectMany(metric =>
            MetricNames.Dimensions(metric.Scope).Select(set => Read(MetricNames.Namespace, metric.Name, set))
        );

        var stack = Synthesis.Of("spendAlarmUsd=25");
        var alarmed = Alarms(stack)
            .Values.Where(alarm => (string?)alarm["Namespace"] == "LlamaChat")
            .Select(alarm =>
                Read(
                    "LlamaChat",
                    (string)alarm["MetricName"]!,
                    alarm["Dimensions"]!.AsArray().Select(dimension => (string)dimension!["Name"]!)
                )
            );
        var inExpressions = Alarms(stack)
            .Values.SelectMany(alarm => alarm["Metrics"]?.AsArray() ?? [])
            .Select(metric => metric!["MetricStat"]?["Metric"])
            .Where(metric => (string?)metric?["Namespace"] == "LlamaChat")
            .Select(metric =>
                Read(
                    "LlamaChat",
                    (string)metric!["MetricName"]!,
                    metric["Dimensions"]!.AsArray().Select(dimension => (string)dimension!["Name"]!)
                )
            );
        var shown = Shown(stack)
            .Where(metric => (string)metric[0]! == "LlamaChat")
            .Select(metric =>
                Read(
                    "LlamaChat",
                    (string)metric[1]!,
                    metric.Skip(2).OfType<JsonValue>().Select(item => (string)item!).Where((_, i) => i % 2 == 0)
                )
            );

        var read = alarmed.Concat(inExpressions).Concat(shown).ToHashSet();
        Assert.Equal(15, read.Count);
        Assert.Subset(written.ToHashSet(), read);
    }

    [Fact]
    public void Only_effects_on_users_page_and_every_alarm_opens_a_ticket_in_plain_words()
    {
        var stack = Synthesis.Of("alarmEmail=ops@example.com", "ticketEmail=team@example.com");

        var subscriptions = stack.Resources("AWS::SNS::Subscription").Values.Select(subscription => subscription["Properties"]!);
        var page = stack.Resources("AWS::CloudWatch::CompositeAlarm").Single().Value["Properties"]!;
        Assert.All(
            Alarms(stack).Values,
            alarm =>
            {
                Assert.Equal("{AlarmsTicketsTopic}", TemplateText.Of(alarm["AlarmActions"]));
                Assert.Equal("notBreaching", TemplateText.Of(alarm["TreatMissingData"]));
                Assert.EndsWith(".", TemplateText.Of(alarm["AlarmDescription"]));
            }
        );
        Assert.Equal(
            ("{AlarmsPagesTopic}", "{AlarmsPagesTopic}"),
            (TemplateText.Of(page["AlarmActions"]), TemplateText.Of(page["OKActions"]))
        );
        Assert.Equal(
            ["email ops@example.com {AlarmsPagesTopic}", "email team@example.com {AlarmsTicketsTopic}"],
            subscriptions
                .Select(subscription =>
                    $"{subscription["Protocol"]} {subscription["Endpoint"]} {TemplateText.Of(subscription["TopicArn"])}"
                )
                .Order()
        );
    }

    // A topic with a policy of its own has lost the default one, which lets the account's alarms publish.
    [Fact]
    public void Topics_take_nothing_without_TLS_and_alarms_may_publish()
    {
        var policies = Synthesis
            .Of()
            .Resources("AWS::SNS::TopicPolicy")
            .Values.Select(policy => policy["Properties"]!["PolicyDocument"]!["Statement"]!.AsArray())
            .ToList();

        Assert.Equal(2, policies.Count);
        Assert.All(
            policies,
            statements =>
            {
                Assert.Contains(
                    statements,
                    statement =>
                        (string)statement!["Effect"]! == "Deny"
                        && TemplateText.Of(statement["Condition"]!["Bool"]!["aws:SecureTransport"]) == "false"
                );
                Assert.Contains(
                    statements,
                    statement =>
                        (string)statement!["Effect"]! == "Allow"
                        && TemplateText.Of(statement["Principal"]!["Service"]) == "cloudwatch.amazonaws.com"
                );
            }
        );
    }

    [Fact]
    public void Users_are_affected_by_everything_but_a_slow_answer_that_came_another_region_and_money()
    {
        var stack = Synthesis.Of();

        var rule = TemplateText.Of(stack.Resources("AWS::CloudWatch::CompositeAlarm").Single().Value["Properties"]!["AlarmRule"]);
        Assert.Equal(
            Alarms(stack)
                .Keys.Where(name =>
                    !name.EndsWith("duration", StringComparison.Ordinal)
                    && name is not ("AlarmsFailovers" or "AlarmsBudgetRefusals" or "AlarmsItemsUnreadable" or "AlarmsUsageNotBooked")
                )
                .Order(),
            Alarms(stack).Keys.Where(name => rule.Contains($"{{{name}.Arn}}")).Order()
        );
    }

    [Fact]
    public void Where_the_models_metrics_are_out_of_sight_there_are_no_blind_alarms_but_a_warning()
    {
        var stack = Synthesis.Of("modelRegions=us-west-2");

        Assert.DoesNotContain(Alarms(stack).Keys, name => name.Contains("Model") && name != "AlarmsModelErrors");
        Assert.Contains(stack.Warnings, warning => warning.Contains("us-west-2") && warning.Contains("another region's metrics"));
    }

    [Fact]
    public void The_dashboard_says_whether_it_is_up_how_fast_it_is_and_how_much_is_used()
    {
        var body = TemplateText.Of(
            Synthesis.Of("outputPricePer1k=0.5").Resources("AWS::CloudWatch::Dashboard").Single().Value["Properties"]!["DashboardBody"]
        );

        var titles = JsonNode.Parse(body)!["widgets"]!.AsArray().Select(widget => (string)widget!["properties"]!["title"]!).ToList();
        Assert.Equal(("Is it up?", "How fast? Whole answers, ms", "How much? Tokens"), (titles[0], titles[3], titles[6]));
        Assert.Contains("FILL(in1, 0) * 0.00075 / 1000 + FILL(out1, 0) * 0.5 / 1000", body);
    }

    [Fact]
    public void Without_monitoring_nothing_is_watched_and_nothing_of_it_is_paid_for()
    {
        var template = Synthesis.Of("monitoring=false").Template;

        template.ResourceCountIs("AWS::CloudWatch::Alarm", 0);
        template.ResourceCountIs("AWS::CloudWatch::CompositeAlarm", 0);
        template.ResourceCountIs("AWS::CloudWatch::Dashboard", 0);
        template.ResourceCountIs("AWS::SNS::Topic", 0);
    }

    private static string Read(string space, string metric, IEnumerable<string> dimensions) =>
        $"{space} {metric} {new JsonArray([.. dimensions.OrderBy(name => name != "Stage").Select(name => JsonValue.Create(name))]).ToJsonString()}";

    private static IEnumerable<JsonArray> Shown(Synthesis stack) =>
        JsonNode.Parse(TemplateText.Of(stack.Resources("AWS::CloudWatch::Dashboard").Single().Value["Properties"]!["DashboardBody"]))![
            "widgets"
        ]!
            .AsArray()
            .SelectMany(widget => widget!["properties"]!["metrics"]?.AsArray() ?? [])
            .OfType<JsonArray>()
            .Where(metric => metric[0] is JsonValue);

    private static Dictionary<string, JsonObject> Alarms(Synthesis stack) =>
        stack.Resources("AWS::CloudWatch::Alarm").ToDictionary(alarm => alarm.Key, alarm => alarm.Value["Properties"]!.AsObject());

    private static IEnumerable<string> Metrics(JsonObject alarm, string field) =>
        alarm["Metrics"]!
            .AsArray()
            .Where(metric => metric!["MetricStat"] is not null)
            .Select(metric => (string)metric!["MetricStat"]!["Metric"]![field]!);

    private static string Id(string name) => $"Alarms{name.Replace("-", "")}";
}
