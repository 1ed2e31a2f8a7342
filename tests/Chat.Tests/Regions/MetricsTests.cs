using System.Text;
using Chat.Aws;
using Chat.Configuration;
using LocalCloud.Bedrock.Faults;
using Shared;

namespace Chat.Tests.Regions;

public class MetricsTests
{
    [Fact]
    public async Task An_answer_is_one_line_that_CloudWatch_makes_metrics_of()
    {
        await using var connection = await Connection.StartAsync([Connection.East, Connection.West]);
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        await connection.StreamAsync();

        Assert.Equal(1, connection.Metrics.Count(c => c == '\n'));
        var line = Answers.Parse(connection.Metrics);
        Assert.InRange(line["_aws"]!["Timestamp"]!.GetValue<long>(), before, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var directive = line["_aws"]!["CloudWatchMetrics"]![0]!;
        Assert.Equal(
            ("LlamaChat", """[["Stage"],["Stage","Region"]]"""),
            (directive.Text("Namespace"), directive["Dimensions"]!.ToJsonString())
        );
        Assert.All(directive["Metrics"]!.AsArray(), metric => Assert.NotNull(line[metric!.Text("Name")]));
        Assert.Equal(
            (Connection.East, 1, 0, 0),
            (line.Text("Region"), line.Number("Answers"), line.Number("Failovers"), line.Number("CircuitsOpen"))
        );
        Assert.Equal((true, 1), (line.Number("TokensIn") > 5, line.Number("TokensOut")));
        Assert.True(line["TimeToFirstToken"]!.GetValue<double>() > 0);
    }

    [Fact]
    public async Task An_answer_of_another_region_is_a_failover()
    {
        await using var connection = await Connection.StartAsync([Connection.East, Connection.West]);
        connection.Bedrock.Faults.Add(new() { Fault = FaultKind.Unavailable, Region = Connection.East });

        await connection.InvokeAsync();

        var line = Answers.Parse(connection.Metrics);
        Assert.Equal((Connection.West, 1), (line.Text("Region"), line.Number("Failovers")));
        Assert.Null(line["TimeToFirstToken"]);
        Assert.DoesNotContain(
            line["_aws"]!["CloudWatchMetrics"]![0]!["Metrics"]!.AsArray(),
            metric => metric!.Text("Name") == "TimeToFirstToken"
        );
    }

    [Fact]
    public async Task Nothing_that_was_said_is_in_it()
    {
        await using var connection = await Connection.StartAsync([Connection.East]);

        await connection.StreamAsync();
        await connection.InvokeAsync();

        Assert.Equal(2, connection.Metrics.Count(c => c == '\n'));
        Assert.DoesNotContain("here", connection.Metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("echo", connection.Metrics, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rating_is_one_line_with_nothing_but_the_rating()
    {
        using MemoryStream output = new();
        Dictionary<string, string> environment = [];

        new Metrics(output, ChatSettings.Bind(environment), TimeProvider.System).WriteFeedback("down");

        var line = Answers.Parse(Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal(("down", 1), (line.Text("Rating"), line.Number("Feedback")));
        Assert.Equal("""[["Stage","Rating"]]""", line["_aws"]!["CloudWatchMetrics"]![0]!["Dimensions"]!.ToJsonString());
        Assert.Equal(["Feedback", "Rating", "Stage", "_aws"], line.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("us.meta.llama3-3-70b-instruct-v1:0", true)]
    [InlineData("meta.llama3-8b-instruct-v1:0", false)]
    public void Answers_of_a_legacy_model_are_counted(string model, bool isCounted)
    {
        using MemoryStream output = new();
        var settings = ChatSettings.Bind(new Dictionary<string, string> { ["MODEL_ID"] = model });

        new Metrics(output, ChatSettings.Bind(new Dictionary<string, string>()), TimeProvider.System)
            .For(settings)
            .Write(Connection.East, new(1, 1), firstToken: null, circuitsOpen: 0);

        var line = Answers.Parse(System.Text.Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal((isCounted, 0), (line["LegacyAnswers"] is not null, (int)line.Number("Failovers")));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("/aws/lambda/messages", true)]
    public void Only_Lambda_is_told(string? logGroup, bool expected)
    {
        Dictionary<string, string> environment = logGroup is null ? [] : new() { ["AWS_LAMBDA_LOG_GROUP_NAME"] = logGroup };

        Assert.Equal(expected, Metrics.From(environment, ChatSettings.Bind(environment)) is not null);
    }
}
