using System.Text.Json.Nodes;

namespace Shared;

/// <summary>What a sample event is answered with.</summary>
internal sealed record ExpectedAnswer(int Status, string? ContentType, Action<string> Body)
{
    private const string Model = "meta.llama2-13b-chat-v1";

    public static IReadOnlyDictionary<string, ExpectedAnswer> All { get; } =
        new Dictionary<string, ExpectedAnswer>
        {
            ["health"] = Json(body =>
            {
                Assert.Equal("ok", body.Text("status"));
                Assert.Equal(Model, body.Text("model_id"));
                Assert.Equal("retired", body.Text("model_lifecycle"));
                Assert.Equal("""["us-east-1","us-west-2"]""", body["regions"]!.ToJsonString());
            }),
            ["models"] = Json(body =>
            {
                var model = Assert.Single(body["data"]!.AsArray())!;
                Assert.Equal("list", body.Text("object"));
                Assert.Equal(Model, model.Text("id"));
                Assert.Equal("meta", model.Text("owned_by"));
                Assert.Equal((4096, 2048), (model.Number("context_window"), model.Number("max_gen_len")));
                Assert.Equal(
                    """{"input_per_1k_tokens":0.00075,"output_per_1k_tokens":0.00100,"currency":"USD"}""",
                    model["pricing"]!.ToJsonString()
                );
            }),
            ["model"] = Json(body => Assert.Equal((Model, "retired"), (body.Text("id"), body.Text("lifecycle")))),
            ["invoke"] = Json(body =>
            {
                Assert.StartsWith("I am a stand-in", body.Text("generation"), StringComparison.Ordinal);
                Assert.Equal("stop", body.Text("stop_reason"));
                Assert.True(body.Number("prompt_token_count") > 10 && body.Number("generation_token_count") > 10);
            }),
            ["invoke-streamed"] = new(
                200,
                "text/event-stream; charset=utf-8",
                stream =>
                {
                    var chunks = StreamedEvent.ReadAll(stream).Select(item => item.Json).ToList();
                    Assert.StartsWith(
                        "I am a stand-in",
                        string.Concat(chunks.Select(chunk => chunk.Text("generation"))).TrimStart(),
                        StringComparison.Ordinal
                    );
                    Assert.Equal("stop", chunks[^1].Text("stop_reason"));
                    Assert.NotNull(chunks[^1]["amazon-bedrock-invocationMetrics"]);
                }
            ),
            ["completion"] = Json(body => Assert.Equal("[INST] count to 3 [/INST]1 2 3", body["choices"]![0]!.Text("text"))),
            ["chat"] = Chat("“What is Amazon Bedrock?”"),
            ["chat-streamed"] = new(
                200,
                "text/event-stream; charset=utf-8",
                stream =>
                {
                    var events = StreamedEvent.ReadAll(stream);
                    Assert.Equal("[DONE]", events[^1].Data);
                    Assert.Equal("assistant", events[0].Json["choices"]![0]!["delta"]!.Text("role"));
                    Assert.Contains(
                        "“What is Amazon Bedrock?”",
                        string.Concat(events.SkipLast(1).Select(item => item.Content)),
                        StringComparison.Ordinal
                    );
                    Assert.True(events[^2].Json["usage"]!.Number("total_tokens") > 20);
                }
            ),
            ["chat-with-history-and-stop"] = Json(body =>
            {
                var answer = body["choices"]![0]!["message"]!.Text("content");
                Assert.Contains("began with “When do you open?”", answer, StringComparison.Ordinal);
                Assert.EndsWith("and there is a ", answer, StringComparison.Ordinal);
            }),
            // The cloud that the samples run in has no knowledge base.
            ["chat-with-retrieval"] = OpenAIError(400, "invalid_request", "retrieval.enabled"),
            ["chat-base64"] = Chat("Grüße aus Zürich 🙂"),
            ["chat-iam-role"] = Chat("stand-in"),
            ["chat-api-key-owner"] = Chat("stand-in"),
            ["openapi"] = Json(body => Assert.Equal("3.1.0", body.Text("openapi"))),
            ["conversation-create"] = Json(
                body =>
                {
                    Assert.Equal(
                        ("You are the help desk of a library.", 0.2),
                        (body.Text("system_prompt"), body["parameters"]!["temperature"]!.GetValue<double>())
                    );
                    Assert.Equal(0, body.Number("turns"));
                },
                status: 201
            ),
            ["conversation-import"] = Json(
                body => Assert.Equal(("Opening hours", 1), (body.Text("title"), body.Number("turns"))),
                status: 201
            ),
            ["conversation-search"] = Json(body =>
                Assert.All(body["items"]!.AsArray(), item => Assert.Equal("Opening hours", item!.Text("title")))
            ),
            ["conversation-edit"] = Problem(404, "not_found"),
            ["conversation-turn-followed"] = Problem(404, "not_found"),
            ["conversation-export"] = Problem(404, "not_found"),
            ["conversation-feedback"] = Problem(404, "not_found"),
            ["conversation-list"] = Json(body => Assert.InRange(body["items"]!.AsArray().Count, 0, 10)),
            ["conversation-message"] = Problem(404, "not_found"),
            ["conversation-cancel"] = Problem(404, "not_found"),
            ["usage"] = Json(body =>
            {
                Assert.Equal(("2026-11-01", "2026-11-30"), (body.Text("from"), body.Text("to")));
                Assert.Equal(
                    body["total"]!.Number("total_tokens"),
                    body["days"]!.AsArray().Sum(day => day!["usage"]!.Number("total_tokens"))
                );
            }),
            ["admin-limits"] = Json(body =>
            {
                Assert.Equal(("group:tutors", 2), (body.Text("subject"), body.Number("concurrency_limit")));
                Assert.Equal(20m, body["monthly_budget_usd"]!.GetValue<decimal>());
            }),
            ["admin-usage"] = Json(body => Assert.Equal(("2026-11-01", "2026-11-30"), (body.Text("from"), body.Text("to")))),
            ["bad-request"] = OpenAIError(400, "invalid_request", "temperature"),
            ["unsupported-tools"] = OpenAIError(400, "invalid_request", "tools"),
            ["wrong-content-type"] = OpenAIError(415, "unsupported_media_type"),
            ["unauthorized"] = OpenAIError(401, "unauthorized"),
            ["not-found"] = Problem(404, "not_found"),
            ["method-not-allowed"] = OpenAIError(405, "method_not_allowed"),
            ["preflight"] = new(204, null, Assert.Empty),
            ["context-too-long"] = Problem(
                400,
                "context_length_exceeded",
                problem =>
                {
                    Assert.Equal((2048, 4096), (problem.Number("max_gen_len"), problem.Number("window_tokens")));
                    Assert.True(problem.Number("prompt_tokens") > 2048);
                }
            ),
        };

    private static ExpectedAnswer Json(Action<JsonNode> body, int status = 200) =>
        new(status, "application/json", text => body(Answers.Parse(text)));

    private static ExpectedAnswer Chat(string part) =>
        Json(body =>
        {
            Assert.Equal(("chat.completion", Model), (body.Text("object"), body.Text("model")));
            Assert.StartsWith("chatcmpl-", body.Text("id"), StringComparison.Ordinal);
            Assert.Contains(part, body["choices"]![0]!["message"]!.Text("content"), StringComparison.Ordinal);
            Assert.Equal("stop", body["choices"]![0]!.Text("finish_reason"));
            Assert.True(body["usage"]!["cost_usd"]!.GetValue<decimal>() > 0);
        });

    private static ExpectedAnswer OpenAIError(int status, string code, string? param = null) =>
        new(
            status,
            "application/json",
            text =>
            {
                var error = Answers.Parse(text)["error"]!;
                Assert.Equal((code, param), (error.Text("code"), error["param"]?.GetValue<string>()));
            }
        );

    private static ExpectedAnswer Problem(int status, string code, Action<JsonNode>? more = null) =>
        new(
            status,
            "application/problem+json",
            text =>
            {
                var problem = Answers.Parse(text);
                Assert.Equal((code, status), (problem.Text("code"), problem.Number("status")));
                Assert.NotEmpty(problem.Text("request_id"));
                more?.Invoke(problem);
            }
        );
}
