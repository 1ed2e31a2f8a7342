using System.Text.Json.Nodes;
using Shared;

namespace Chat.Tests.Compatibility;

/// <summary>Unmodified clients of OpenAI's API from npm, at the versions of node/package.json, with their default settings.</summary>
public sealed class JavaScriptClientTests(ClientRuns runs) : IClassFixture<ClientRuns>
{
    private static readonly string[] _openai = ["openai openai", "openai openai-6"];
    private static readonly string[] _all = [.. _openai, "ai", "langchain"];

    public static TheoryData<string> OpenAI => [.. _openai];

    public static TheoryData<string> All => [.. _all];

    public static TheoryData<string, string, string, string, int> Answers =>
        Rows(
            ("whole", "1 2 3 4 5", "stop", 10),
            ("stream", "1 2 3 4 5", "stop", 10),
            ("stop", "1 2 3", "stop", 8),
            ("length", "1 2", "length", 4),
            ("retried", "fault once", "stop", 2)
        );

    public static TheoryData<string, string, int, string, string?> Errors =>
        Rows<int, string, string?>(
            ("invalid", 400, "invalid_request", "temperature"),
            ("too_long", 400, "context_length_exceeded", "messages"),
            ("unauthorized", 401, "unauthorized", null),
            ("unknown_model", 404, "model_not_found", "model"),
            ("too_large", 413, "payload_too_large", null),
            ("budget", 429, "budget_exceeded", null),
            ("throttle", 429, "rate_limited", null),
            ("model_error", 502, "model_error", null),
            ("end_of_life", 503, "model_retired", null),
            ("access_denied", 503, "model_unavailable", null),
            ("unavailable", 503, "model_unavailable", null),
            ("not_ready", 503, "model_unavailable", null),
            ("model_timeout", 504, "timeout", null)
        );

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_has_its_text_its_finish_reason_and_its_tokens(
        string client,
        string scenario,
        string text,
        string finish,
        int tokens
    )
    {
        var answer = await ValueAsync(client, scenario);

        Assert.Equal((text, finish, tokens), (answer.Text("text"), answer.Text("finish"), answer.Number("tokens")));
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task An_error_has_its_status_its_code_and_the_field_and_no_client_retries_in_vain(
        string client,
        string scenario,
        int status,
        string code,
        string? param
    )
    {
        var outcome = await runs.OutcomeAsync(client, scenario);

        Assert.True(outcome["error"] is not null, outcome.ToJsonString());
        var error = outcome["error"]!;
        Assert.Equal((status, code, param), (error.Number("status"), error.Text("code"), (string?)error["param"]));
        Assert.InRange(outcome.Number("posts"), 0, 1);
    }

    [Theory]
    [InlineData("openai openai", "APIConnectionTimeoutError")]
    [InlineData("openai openai-6", "APIConnectionTimeoutError")]
    [InlineData("ai", "DOMException")]
    [InlineData("langchain", "Error")]
    public async Task A_clients_own_timeout_is_its_own_error(string client, string error)
    {
        var outcome = await runs.OutcomeAsync(client, "timeout");

        Assert.Equal((error, 1), (outcome["error"]?.Text("name"), outcome.Number("posts")));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_stream_that_breaks_raises_an_error_in_every_client(string client)
    {
        var error = (await runs.OutcomeAsync(client, "broken"))["error"];

        Assert.Equal(("model_error", "The stream from the model broke."), (error?.Text("code"), error?.Text("message")));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_stream_can_be_aborted(string client)
    {
        var outcome = await runs.OutcomeAsync(client, "abort");

        // LangChain raises the signal's own error; the others end the loop.
        Assert.True(
            client == "langchain" ? outcome["error"]?.Text("name") == "DOMException" : (bool?)outcome["value"],
            outcome.ToJsonString()
        );
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_throttled_request_is_sent_once_more_and_answered(string client) =>
        Assert.Equal(2, (await runs.OutcomeAsync(client, "retried")).Number("posts"));

    [Theory]
    [MemberData(nameof(OpenAI))]
    public async Task Models_are_listed_and_found(string client)
    {
        var unknown = (await runs.OutcomeAsync(client, "get_unknown"))["error"]!;

        Assert.Equal("""["meta.llama2-13b-chat-v1"]""", (await ValueAsync(client, "list")).ToJsonString());
        Assert.Equal("meta.llama2-13b-chat-v1", (await ValueAsync(client, "get")).GetValue<string>());
        Assert.Equal(("NotFoundError", "model_not_found"), (unknown.Text("name"), unknown.Text("code")));
    }

    [Theory]
    [MemberData(nameof(OpenAI))]
    public async Task A_legacy_completion_is_answered_whole_and_streamed(string client)
    {
        var (whole, streamed) = (await ValueAsync(client, "legacy"), await ValueAsync(client, "legacy_stream"));

        Assert.Equal(("1 2 3 4 5", "stop", 10), (whole.Text("text"), whole.Text("finish"), whole.Number("tokens")));
        Assert.Equal(whole.ToJsonString(), streamed.ToJsonString());
    }

    [Theory]
    [InlineData("unknown_route")]
    [InlineData("responses")]
    [InlineData("files")]
    public async Task A_part_of_the_API_that_is_not_here_is_not_found_and_says_what_is(string scenario)
    {
        foreach (var client in _openai)
        {
            var error = (await runs.OutcomeAsync(client, scenario))["error"]!;

            Assert.Equal(("NotFoundError", "not_found"), (error.Text("name"), error.Text("code")));
            Assert.Contains("POST /chat/completions", error.Text("message"), StringComparison.Ordinal);
        }
    }

    private async Task<JsonNode> ValueAsync(string client, string scenario)
    {
        var outcome = await runs.OutcomeAsync(client, scenario);
        Assert.True(outcome["value"] is not null, outcome.ToJsonString());

        return outcome["value"]!;
    }

    private static TheoryData<string, string, T1, T2, T3> Rows<T1, T2, T3>(params (string Scenario, T1, T2, T3)[] rows)
    {
        TheoryData<string, string, T1, T2, T3> data = [];
        foreach (var client in _all)
        {
            foreach (var (scenario, one, two, three) in rows)
            {
                data.Add(client, scenario, one, two, three);
            }
        }

        return data;
    }
}
