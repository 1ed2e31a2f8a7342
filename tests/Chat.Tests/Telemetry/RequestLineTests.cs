using Chat.Tests.Conversations;
using Chat.Tests.Metering;
using LocalCloud.Bedrock.Faults;
using Shared;

namespace Chat.Tests.Telemetry;

/// <summary>One line per request in the functions' log.</summary>
public class RequestLineTests
{
    [Fact]
    public async Task A_request_is_one_line_with_the_fields_that_operators_need()
    {
        await using var cloud = await StartAsync("info");
        var (lines, owner) = (WrittenLines.Of(cloud), Owner.Of(cloud));

        using var first = await owner.AskAsync("chat-streamed", "count to 3");
        using var second = await owner.AskAsync("chat", "echo: here");

        var line = await lines.RequestAsync(first);
        Assert.Equal(
            ("Information", "completions", "POST /chat/completions", 200, "ok", "whole"),
            (line.Text("level"), line.Text("function"), line.Text("route"), line.Number("status"), line.Text("code"), line.Text("outcome"))
        );
        Assert.Equal(("meta.llama2-13b-chat-v1", "us-east-1", 0), (line.Text("model"), line.Text("region"), line.Number("retries")));
        Assert.True(line.Number("tokensIn") > 0 && line.Number("tokensOut") > 1);
        Assert.True(line["costUsd"]!.GetValue<decimal>() > 0);
        Assert.True(line["timeToFirstTokenMs"]!.GetValue<double>() > 0 && line["durationMs"]!.GetValue<double>() > 0);
        Assert.Matches("^1-[0-9a-f]{8}-[0-9a-f]{24}$", line.Text("traceId"));
        Assert.True(line["coldStart"]!.GetValue<bool>());
        var next = await lines.RequestAsync(second);
        Assert.False(next["coldStart"]!.GetValue<bool>());
        Assert.Equal(line.Text("owner"), next.Text("owner"));
        Assert.Matches("^[0-9a-f]{16}$", line.Text("owner"));
        Assert.Equal(2, lines.Requests.Count());
    }

    [Fact]
    public async Task An_owner_has_another_hash_in_another_deployment()
    {
        List<string> hashes = [];
        foreach (var salt in (string[])["one", "one", "two"])
        {
            await using var cloud = await StartAsync("info", salt);
            var lines = WrittenLines.Of(cloud);
            using var answer = await new Owner(cloud, "ada").SendAsync(HttpMethod.Get, "models");
            hashes.Add((await lines.RequestAsync(answer)).Text("owner"));
        }

        Assert.Equal(hashes[0], hashes[1]);
        Assert.NotEqual(hashes[0], hashes[2]);
    }

    [Fact]
    public async Task With_log_level_error_only_failures_and_metrics_are_written()
    {
        await using var cloud = await StartAsync("error");
        var (lines, owner) = (WrittenLines.Of(cloud), Owner.Of(cloud));
        cloud.Cloud.Bedrock!.Faults.Add(new() { Fault = FaultKind.ModelError, WhenPromptContains = "failing" });

        using var answered = await owner.AskAsync("chat", "echo: here");
        using var refused = await owner.AskAsync("chat", "echo: here", maxGenLen: 0);
        using var failed = await owner.AskAsync("chat", "failing");

        Assert.Equal(502, (await lines.RequestAsync(failed)).Number("status"));
        Assert.Single(lines.Requests);
        Assert.Equal(3, lines.Metrics.Count());
    }

    private static Task<LocalCloudFixture> StartAsync(string level, string salt = "salt") =>
        LocalCloudFixture.StartAsync(
            new()
            {
                TokenDelay = TimeSpan.FromMilliseconds(1),
                Environment = new Dictionary<string, string> { ["LOG_LEVEL"] = level, ["LOG_SALT"] = salt },
            }
        );
}
