using System.Net;
using System.Text.Json.Nodes;
using EndToEnd.Tests.Native;
using LocalCloud;
using Shared;

namespace EndToEnd.Tests.Faults;

/// <summary>Every line of the table on the native executable: what the client gets, the turn, the usage and the budget.</summary>
public sealed class FaultTests : IClassFixture<NativeMode>
{
    // 512 tokens, the default; and a prompt of less than 100.
    private const decimal LongestAnswerUsd = 512 * 0.001m / 1000;
    private const decimal PromptUsd = 100 * 0.00075m / 1000;

    private readonly NativeMode _mode;

    public FaultTests(NativeMode mode)
    {
        Assert.SkipWhen(mode.Missing is not null, mode.Missing ?? "");
        _mode = mode;
    }

    public static TheoryData<string, Way> Table =>
        [.. FaultTable.Rows.SelectMany(row => Enum.GetValues<Way>().Where(row.IsPossible).Select(way => (row.Fault, way)))];

    [Theory]
    [MemberData(nameof(Table))]
    public async Task A_fault_is_reported_once_stored_once_and_paid_once(string fault, Way way)
    {
        var row = FaultTable.Rows.Single(row => row.Fault == fault);
        await using var cloud = await StartAsync(row);
        using ChatApi api = new(cloud.Api, "ada");
        var id = await api.CreateAsync();
        foreach (var rule in row.Rules)
        {
            cloud.Bedrock!.Faults.Add(rule);
        }

        var reported = await AskAsync(api, id, row, way);

        AssertReported(row, way, reported);
        Assert.Equal(row.ModelCalls, cloud.Bedrock!.Journal.Invocations.Count(call => call.Operation != "Retrieve"));
        var turn = way is Way.Message or Way.MessageStreamed ? await AssertTurnAsync(api, id, row) : null;
        await AssertPaidAsync(api, turn, row.UnsettledCalls);
    }

    private Task<Cloud> StartAsync(FaultRow row) =>
        _mode.StartAsync(
            new()
            {
                TokenDelay = TimeSpan.Zero,
                Knowledge = row.Retrieval is null ? null : Path.Combine(Repository.Root, "samples", "knowledge"),
                Environment = new Dictionary<string, string>([
                    .. row.Variables.Select(variable => KeyValuePair.Create(variable.Name, variable.Value)),
                ])
                {
                    ["DAILY_BUDGET_USD"] = "1",
                    ["CONCURRENCY_LIMIT"] = "2",
                },
            }
        );

    private static async Task<Reported> AskAsync(ChatApi api, string id, FaultRow row, Way way)
    {
        var retrieval = row.Retrieval is null ? "" : ""","retrieval":{"enabled":true}""";
        var message = $$"""{"content":"count to 20"{{retrieval}}}""";
        var chat =
            $$"""{"messages":[{"role":"user","content":"count to 20"}],"stream":{{(way == Way.ChatStreamed ? "true" : "false")}}{{retrieval}}}""";
        if (way is Way.Message or Way.Chat)
        {
            var answer =
                way == Way.Message
                    ? await api.PostAsync($"conversations/{id}/messages", message)
                    : await api.PostAsync("chat/completions", chat);
            return new(answer.Status, answer.Json, Texts: 0);
        }

        using var stream =
            way == Way.MessageStreamed
                ? await api.StreamAsync($"conversations/{id}/messages", message)
                : await api.StreamAsync("chat/completions", chat);
        var body = await stream.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (stream.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            return new(stream.StatusCode, JsonNode.Parse(body)!, Texts: 0);
        }

        var events = StreamedEvent.ReadAll(body);
        var end = events.Last(item => item.Data != "[DONE]" && (item.Type is not null || way == Way.ChatStreamed));

        return new(
            stream.StatusCode,
            end.Json,
            events.Count(item => item.Type == "delta" || item is { Type: null, Data: not "[DONE]", Content.Length: > 0 })
        );
    }

    private static void AssertReported(FaultRow row, Way way, Reported reported)
    {
        var hasBegun = row.IsMidStream && way is (Way.MessageStreamed or Way.ChatStreamed);
        var code = (string?)(reported.Json["code"] ?? reported.Json["error"]?["code"]);

        Assert.Equal((hasBegun ? 200 : row.Status, row.Code), ((int)reported.Status, code));
        Assert.DoesNotContain("xception", reported.Json.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("abc123", reported.Json.ToJsonString(), StringComparison.Ordinal);
        if (hasBegun)
        {
            Assert.NotEqual(0, reported.Texts);
        }

        if (row.Code is null && way is (Way.Message or Way.MessageStreamed))
        {
            Assert.Equal(
                (row.StopReason, row.Region, row.Retrieval),
                ((string?)reported.Json["stop_reason"], (string?)reported.Json["served_by"]!["region"], (string?)reported.Json["retrieval"])
            );
            Assert.Equal(row.StopReason == "guardrail", reported.Json["guardrail"] is not null);
        }
    }

    private static async Task<JsonNode?> AssertTurnAsync(ChatApi api, string id, FaultRow row)
    {
        var messages = await api.MessagesAsync(id);
        if (row.StopReason is null)
        {
            Assert.Empty(messages);
            return null;
        }

        Assert.Equal(
            ["count to 20"],
            messages.Where(message => (string?)message["role"] == "user").Select(message => (string?)message["content"])
        );
        var answer = messages[1];
        Assert.Equal(
            (row.Code is null ? "complete" : "failed", row.StopReason),
            ((string?)answer["status"], (string?)answer["stop_reason"])
        );
        Assert.Equal(row.Code is null || row.IsMidStream, ((string?)answer["content"])!.Length > 0);

        return answer;
    }

    // Nothing stays reserved but the worst case of calls whose cost is unknown, and what is counted is what the turn says.
    private static async Task AssertPaidAsync(ChatApi api, JsonNode? turn, int unsettledCalls)
    {
        var usage = await api.GetAsync("usage");

        Assert.Equal((decimal)usage["total"]!["cost_usd"]!, (decimal)usage["budget"]!["spent_usd"]!);
        Assert.InRange(
            (decimal)usage["budget"]!["reserved_usd"]!,
            unsettledCalls * LongestAnswerUsd,
            unsettledCalls * (LongestAnswerUsd + PromptUsd)
        );
        Assert.Equal(0, (int)usage["concurrency"]!["in_progress"]!);
        if (turn?["usage"] is JsonObject paid)
        {
            // The turn alone says how often the model was asked for it.
            paid.Remove("attempts");
            Assert.Equal(paid.ToJsonString(), usage["total"]!.ToJsonString());
        }
    }

    private sealed record Reported(HttpStatusCode Status, JsonNode Json, int Texts);
}
