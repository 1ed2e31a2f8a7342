using System.Text.Json.Nodes;

namespace Infra.Tests;

/// <summary>What somebody is woken for, and what they look at then.</summary>
public sealed class MonitoringTests
{
    private static readonly string[] _api = ["ApiServerErrors", "ApiLatency"];
    private static readonly string[] _functions = ["completions", "conversations", "messages"];
    private static readonly string[] _bedrock = ["ModelThrottles", "ModelServerErrors", "ModelClientErrors"];
    private static readonly string[] _table = ["TableThrottles", "TableErrors"];

    [Fact]
    public void There_is_an_alarm_on_everything_that_can_fail()
    {
        var alarms = Alarms(Synthesis.Of()).Keys;

        string[] ofFunctions = [.. _functions.SelectMany(name => new[] { $"{name}-errors", $"{name}-throttles", $"{name}-duration" })];
        Assert.Equal([.. new[] { _api, ofFunctions, _bedrock, _table }.SelectMany(names => names).Select(Id).Order(StringComparer.Ordinal)], alarms.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_authorizer_is_watched_like_the_others() =>
        Assert.Equal(3, Alarms(Synthesis.Of("auth=api-key")).Keys.Count(name => name.Contains("authorizer")));

    [Theory]
    [InlineData("ApiServerErrors", "AWS/ApiGateway 5XXError Average ApiName=chat-prod Stage=v1", 0.05)]
    [InlineData("ApiLatency", "AWS/ApiGateway Latency p99 ApiName=chat-prod Stage=v1", 120_000)]
    [InlineData("messages-errors", "AWS/Lambda Errors Sum FunctionName={messagesFunction}", 0)]
    [InlineData("messages-throttles", "AWS/Lambda Throttles Sum FunctionName={messagesFunction}", 0)]
    [InlineData("messages-duration", "AWS/Lambda Duration Maximum FunctionName={messagesFunction}", 810_000)]
    [InlineData("conversations-duration", "AWS/Lambda Duration Maximum FunctionName={conversationsFunction}", 26_100)]
    [InlineData("ModelThrottles", "AWS/Bedrock InvocationThrottles Sum ModelId=meta.llama2-13b-chat-v1", 0)]
    [InlineData("ModelServerErrors", "AWS/Bedrock InvocationServerErrors Sum ModelId=meta.llama2-13b-chat-v1", 0)]
    [InlineData("ModelClientErrors", "AWS/Bedrock InvocationClientErrors Sum ModelId=meta.llama2-13b-chat-v1", 5)]
    public void An_alarm_watches_its_metric(string name, string metric, double threshold)
    {
        var alarm = Alarms(Synthesis.Of())[Id(name)];

        var dimensions = alarm["Dimensions"]!.AsArray().Select(dimension => $"{dimension!["Name"]}={TemplateText.Of(dimension["Value"])}");
        Assert.Equal(metric, $"{alarm["Namespace"]} {alarm["MetricName"]} {alarm["Statistic"] ?? alarm["ExtendedStatistic"]} {string.Join(' ', dimensions)}");
        Assert.Equal((threshold, "GreaterThanThreshold"), ((double)alarm["Threshold"]!, TemplateText.Of(alarm["ComparisonOperator"])));
    }

    [Fact]
    public void Throttles_and_errors_of_the_table_are_summed_over_what_the_functions_do()
    {
        var alarms = Alarms(Synthesis.Of());

        Assert.Equal(["ReadThrottleEvents", "WriteThrottleEvents"], Metrics(alarms["AlarmsTableThrottles"], "MetricName"));
        Assert.Equal(["SystemErrors"], Metrics(alarms["AlarmsTableErrors"], "MetricName").Distinct());
        Assert.Equal(6, Metrics(alarms["AlarmsTableErrors"], "MetricName").Count());
    }

    [Fact]
    public void Every_alarm_tells_one_topic_in_words_and_is_quiet_without_traffic()
    {
        var stack = Synthesis.Of("alarmEmail=ops@example.com");

        var subscription = stack.Resources("AWS::SNS::Subscription").Single().Value["Properties"]!;
        Assert.All(Alarms(stack).Values, alarm =>
        {
            Assert.Equal(("{AlarmsTopic}", "{AlarmsTopic}"), (TemplateText.Of(alarm["AlarmActions"]), TemplateText.Of(alarm["OKActions"])));
            Assert.Equal("notBreaching", TemplateText.Of(alarm["TreatMissingData"]));
            Assert.EndsWith(".", TemplateText.Of(alarm["AlarmDescription"]));
        });
        Assert.Equal(("email", "ops@example.com", "{AlarmsTopic}"), (TemplateText.Of(subscription["Protocol"]), TemplateText.Of(subscription["Endpoint"]), TemplateText.Of(subscription["TopicArn"])));
    }

    [Fact]
    public void Users_are_affected_by_everything_but_a_slow_answer_that_came()
    {
        var stack = Synthesis.Of();

        var rule = TemplateText.Of(stack.Resources("AWS::CloudWatch::CompositeAlarm").Single().Value["Properties"]!["AlarmRule"]);
        Assert.Equal(
            Alarms(stack).Keys.Where(name => !name.EndsWith("duration", StringComparison.Ordinal)).Order(),
            Alarms(stack).Keys.Where(name => rule.Contains($"{{{name}.Arn}}")).Order());
    }

    [Fact]
    public void Where_the_models_metrics_are_out_of_sight_there_are_no_blind_alarms_but_a_warning()
    {
        var stack = Synthesis.Of("modelRegions=us-west-2");

        Assert.DoesNotContain(Alarms(stack).Keys, name => name.Contains("Model"));
        Assert.Contains(stack.Warnings, warning => warning.Contains("us-west-2") && warning.Contains("another region's metrics"));
    }

    [Fact]
    public void The_dashboard_says_whether_it_is_up_how_fast_it_is_and_how_much_is_used()
    {
        var body = TemplateText.Of(Synthesis.Of("outputPricePer1k=0.5").Resources("AWS::CloudWatch::Dashboard").Single().Value["Properties"]!["DashboardBody"]);

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

    private static Dictionary<string, JsonObject> Alarms(Synthesis stack) =>
        stack.Resources("AWS::CloudWatch::Alarm").ToDictionary(alarm => alarm.Key, alarm => alarm.Value["Properties"]!.AsObject());

    private static IEnumerable<string> Metrics(JsonObject alarm, string field) =>
        alarm["Metrics"]!.AsArray().Where(metric => metric!["MetricStat"] is not null).Select(metric => (string)metric!["MetricStat"]!["Metric"]![field]!);

    private static string Id(string name) => $"Alarms{name.Replace("-", "")}";
}
