using System.Globalization;
using System.Text.Json;
using LocalCloud.Metrics;
using Shared;

namespace LocalCloud.Tests.Metrics;

public sealed class MetricsTests
{
    private const string Line = """
        {"_aws":{"Timestamp":1,"CloudWatchMetrics":[
          {"Namespace":"LlamaChat","Dimensions":[["Stage","Function"]],"Metrics":[{"Name":"Requests","Unit":"Count"},{"Name":"Duration","Unit":"Milliseconds"}]},
          {"Namespace":"LlamaChat","Dimensions":[["Stage"],["Stage","Model"]],"Metrics":[{"Name":"SpendUsd","Unit":"None"}]}]},
         "Stage":"local","Function":"messages","Model":"a\"b","Requests":1,"Duration":40,"SpendUsd":0.25}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_functions_measure_is_told_as_Prometheus_text_and_as_columns(bool asProcesses)
    {
        var port = Repository.FreePorts();
        await using var cloud = LocalCloudProcess.Start(
            "--port",
            port.ToString(CultureInfo.InvariantCulture),
            "--functions",
            asProcesses ? LocalCloudProcess.Bootstrap : "in-process"
        );
        await cloud.LineWithAsync("Ctrl+C", Token);
        using var api = ChatApi.OnPort(port, "alice");
        using HttpClient http = new() { BaseAddress = new($"http://127.0.0.1:{port}") };
        await api.PostAsync($"conversations/{await api.CreateAsync()}/messages", """{"content":"count to 5"}""");

        // A process's output arrives a moment after its answer.
        var text = "";
        for (var attempt = 0; attempt < 200 && !text.Contains("tokens_out", StringComparison.Ordinal); attempt++)
        {
            await Task.Delay(100, Token);
            text = await http.GetStringAsync("metrics", Token);
        }

        Assert.Contains("# TYPE llamachat_requests_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("llamachat_requests_total{function=\"messages\"} 1\n", text, StringComparison.Ordinal);
        Assert.Matches("llamachat_duration_seconds_bucket\\{function=\"messages\",le=\"\\+Inf\"\\} 1\n", text);
        Assert.Matches("llamachat_tokens_out_total\\{model=\"meta.llama2-13b-chat-v1\"\\} \\d+\n", text);
        using var recent = JsonDocument.Parse(await http.GetStringAsync("metrics/recent.json", Token));
        Assert.All(
            recent.RootElement.EnumerateObject().Where(column => column.Value.ValueKind == JsonValueKind.Array),
            column => Assert.Equal(180, column.Value.GetArrayLength())
        );
        Assert.Equal(2, Sum(recent, "requests"));
        Assert.Equal(0, Sum(recent, "errors"));
        Assert.True(Sum(recent, "tokens_out") > 0 && Sum(recent, "cost_usd") > 0);
    }

    [Fact]
    public void Counts_are_counters_and_times_are_histograms_in_seconds()
    {
        PrometheusSeries series = new();
        using var line = JsonDocument.Parse(Line);

        foreach (var value in MetricValue.Of(line.RootElement).Concat(MetricValue.Of(line.RootElement)))
        {
            series.Add(value);
        }

        var text = series.ToString();
        Assert.Contains("llamachat_requests_total{function=\"messages\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("llamachat_spend_usd_total{model=\"a\\\"b\"} 0.5\n", text, StringComparison.Ordinal);
        Assert.Contains("llamachat_duration_seconds_bucket{function=\"messages\",le=\"0.025\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("llamachat_duration_seconds_bucket{function=\"messages\",le=\"0.05\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("llamachat_duration_seconds_sum{function=\"messages\"} 0.08\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quantile_is_at_most_a_tenth_too_long()
    {
        LatencyCounts counts = new();
        Assert.Null(counts.Quantile(0.5));

        for (var milliseconds = 1; milliseconds <= 1000; milliseconds++)
        {
            counts.Add(milliseconds);
        }

        Assert.InRange(counts.Quantile(0.5)!.Value, 500, 550);
        Assert.InRange(counts.Quantile(0.95)!.Value, 950, 1045);
    }

    private static double Sum(JsonDocument recent, string column) =>
        recent.RootElement.GetProperty(column).EnumerateArray().Sum(value => value.GetDouble());
}
