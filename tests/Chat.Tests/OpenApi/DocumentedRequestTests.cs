using System.Text.Json.Nodes;
using Chat.Completions;
using Chat.Conversations;
using Chat.Knowledge;
using Chat.Tests.Conversations;
using Llama;
using Shared;

namespace Chat.Tests.OpenApi;

public class DocumentedRequestTests(LocalCloudFixture cloud)
{
    private readonly Owner _owner = Owner.Of(cloud);

    public static TheoryData<string, int> Limits =>
        new()
        {
            { "schemas/MaxGenLen/maximum", InferenceParameters.MaxGenLenLimit },
            { "schemas/ModelRequest/properties/max_gen_len/maximum", InferenceParameters.MaxGenLenLimit },
            { "schemas/Parameters/properties/max_gen_len/maximum", InferenceParameters.MaxGenLenLimit },
            { "schemas/ChatCompletionRequest/properties/max_tokens/maximum", InferenceParameters.MaxGenLenLimit },
            { "schemas/ChatCompletionRequest/properties/max_completion_tokens/maximum", InferenceParameters.MaxGenLenLimit },
            { "schemas/TextCompletionRequest/properties/max_tokens/maximum", InferenceParameters.MaxGenLenLimit },
            { "schemas/MaxGenLen/default", InferenceParameters.Default.MaxGenLen },
            { "schemas/ConversationRequest/properties/title/maxLength", ConversationRoutes.MaxTitleBytes },
            { "schemas/ConversationRequest/properties/system_prompt/maxLength", ConversationRoutes.MaxSystemPromptBytes },
            { "schemas/NewConversationRequest/properties/title/maxLength", ConversationRoutes.MaxTitleBytes },
            { "schemas/NewConversationRequest/properties/system_prompt/maxLength", ConversationRoutes.MaxSystemPromptBytes },
            { "schemas/NewConversationRequest/properties/messages/maxItems", ImportedMessages.MaxMessages },
            { "schemas/FeedbackRequest/properties/reason/maxLength", Feedback.MaxReasonBytes },
            { "schemas/FeedbackRequest/properties/comment/maxLength", Feedback.MaxCommentBytes },
            { "schemas/RetrievalRequest/properties/number_of_results/maximum", RetrievalRequest.MaxResults },
            { "parameters/Limit/schema/maximum", Paging.MaxLimit },
            { "parameters/IdempotencyKey/schema/maxLength", MessageRoute.MaxKeyLength },
        };

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_limit_is_the_codes_own(string path, int limit)
    {
        var reported = path.Split('/').Aggregate(ApiDocument.Root["components"], (node, name) => node![name]);

        Assert.Equal(limit, reported!.GetValue<int>());
    }

    [Fact]
    public void The_documented_number_of_passages_is_the_enforced_one() =>
        Assert.Contains(
            $"{RetrievalRequest.DefaultResults} unless given",
            Schema("RetrievalRequest")["properties"]!["number_of_results"]!.Text("description"),
            StringComparison.Ordinal
        );

    [Fact]
    public void The_documented_number_of_stop_sequences_is_the_enforced_one() =>
        Assert.Equal(AnswerOptions.MaxStopSequences, Schema("Stop")["anyOf"]![1]!.Number("maxItems"));

    [Theory]
    [InlineData("invoke", "ModelRequest")]
    [InlineData("chat/completions", "ChatCompletionRequest")]
    [InlineData("completions", "TextCompletionRequest")]
    public async Task The_models_examples_are_answered(string path, string schema)
    {
        foreach (var example in Schema(schema)["examples"]!.AsArray())
        {
            using var answer = await cloud.PostAsync(path, example!.ToJsonString());

            Assert.Equal(200, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_conversations_examples_are_answered()
    {
        using var created = await _owner.SendAsync(
            HttpMethod.Post,
            "conversations",
            Body("post", "/conversations")["example"]!.ToJsonString()
        );
        var id = (await created.JsonAsync()).Text("id");
        using var changed = await _owner.SendAsync(
            HttpMethod.Patch,
            $"conversations/{id}",
            Body("patch", "/conversations/{id}")["example"]!.ToJsonString()
        );
        Assert.Equal((201, 200), ((int)created.StatusCode, (int)changed.StatusCode));

        foreach (var (_, example) in Body("post", "/conversations/{id}/messages")["examples"]!.AsObject())
        {
            using var answer = await _owner.PostAsync(id, example!["value"]!.ToJsonString());

            Assert.Equal(200, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task Every_documented_field_is_accepted_and_may_be_null_where_documented()
    {
        var id = await _owner.CreateAsync();

        using var created = await _owner.SendAsync(HttpMethod.Post, "conversations", Nulls("NewConversationRequest"));
        using var changed = await _owner.SendAsync(HttpMethod.Patch, $"conversations/{id}", Nulls("ConversationRequest"));
        using var parameters = await _owner.SendAsync(
            HttpMethod.Post,
            "conversations",
            $$"""{"parameters":{{Nulls("ParametersRequest")}} }"""
        );
        using var answered = await _owner.PostAsync(id, Nulls("MessageRequest", ("content", "Hello")));
        using var chatted = await cloud.PostAsync(
            "chat/completions",
            Nulls("ChatCompletionRequest", ("messages", new JsonArray(Answers.Parse("""{"role":"user","content":"Hello"}"""))))
        );

        Assert.Equal(
            (201, 200, 201, 200, 200),
            (
                (int)created.StatusCode,
                (int)changed.StatusCode,
                (int)parameters.StatusCode,
                (int)answered.StatusCode,
                (int)chatted.StatusCode
            )
        );
    }

    // Every field of a request: null, but for those that are given.
    private static string Nulls(string schema, params (string Name, JsonNode Value)[] given)
    {
        JsonObject body = new(Schema(schema)["properties"]!.AsObject().Select(field => KeyValuePair.Create(field.Key, (JsonNode?)null)));
        foreach (var (name, value) in given)
        {
            body[name] = value;
        }

        Assert.Empty(SchemaWalk.Complaints(body, Schema(schema)));
        return body.ToJsonString();
    }

    private static JsonObject Schema(string name) => ApiDocument.Target($"#/components/schemas/{name}");

    private static JsonNode Body(string method, string path) =>
        ApiDocument.Root["paths"]![path]![method]!["requestBody"]!["content"]!["application/json"]!;
}
