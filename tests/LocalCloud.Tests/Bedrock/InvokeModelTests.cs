using System.Net;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Llama;
using LocalCloud.Bedrock.Models;

namespace LocalCloud.Tests.Bedrock;

public sealed class InvokeModelTests
{
    [Fact]
    public async Task The_answer_has_the_models_own_body_and_bedrocks_headers()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);

        using var response = await client.InvokeAsync(SignedClient.Body("echo: Hello there"));
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var promptTokens = Tokenizer.Llama2.Count("[INST] echo: Hello there [/INST]") + 1;
        var tokens = Tokenizer.Llama2.Count("Hello there");
        Assert.Equal(
            $$"""{"generation":"Hello there","prompt_token_count":{{promptTokens}},"generation_token_count":{{tokens}},"stop_reason":"stop"}""",
            body
        );
        Assert.Equal($"{promptTokens}", response.Headers.GetValues("X-Amzn-Bedrock-Input-Token-Count").Single());
        Assert.Equal($"{tokens}", response.Headers.GetValues("X-Amzn-Bedrock-Output-Token-Count").Single());
        Assert.True(int.Parse(response.Headers.GetValues("X-Amzn-Bedrock-Invocation-Latency").Single()) >= 0);
        Assert.True(Guid.TryParse(response.Headers.GetValues("x-amzn-RequestId").Single(), out _));
    }

    [Fact]
    public async Task Only_the_first_chunk_counts_the_prompt_and_only_the_last_has_metrics()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);

        var chunks = (await client.ReadStreamAsync("count to 9")).Frames.Select(frame => frame.Chunk!).ToList();

        Assert.NotNull(chunks[0]["prompt_token_count"]);
        Assert.All(
            chunks.Skip(1),
            chunk => Assert.True(chunk.AsObject().ContainsKey("prompt_token_count") && chunk["prompt_token_count"] is null)
        );
        Assert.All(chunks.SkipLast(1), chunk => Assert.False(chunk.AsObject().ContainsKey("amazon-bedrock-invocationMetrics")));
        Assert.Equal(("", "stop"), ((string?)chunks[^1]["generation"], (string?)chunks[^1]["stop_reason"]));
        Assert.Equal(
            ["inputTokenCount", "outputTokenCount", "invocationLatency", "firstByteLatency"],
            chunks[^1]["amazon-bedrock-invocationMetrics"]!.AsObject().Select(metric => metric.Key)
        );
    }

    [Fact]
    public async Task An_answer_cut_for_length_carries_text_in_its_last_chunk()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);

        using var response = await client.StreamAsync(SignedClient.Body("count to 100", maxGenLen: 7));
        var stream = await ReceivedStream.ReadAsync(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        Assert.Equal(7, stream.Frames.Count);
        Assert.Equal(
            ("length", 7),
            ((string?)stream.Frames[^1].Chunk!["stop_reason"], (int)stream.Frames[^1].Chunk!["generation_token_count"]!)
        );
        Assert.NotEqual("", (string?)stream.Frames[^1].Chunk!["generation"]);
    }

    [Fact]
    public async Task A_character_of_several_tokens_leaves_empty_generations_in_the_middle()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);

        var stream = await client.ReadStreamAsync("echo: a 🦙 b");

        Assert.Equal("a 🦙 b", stream.Text);
        Assert.Contains(stream.Frames.SkipLast(2), frame => (string?)frame.Chunk!["generation"] == "");
    }

    [Fact]
    public async Task No_answer_is_longer_than_max_gen_len_and_only_a_cut_one_says_length()
    {
        ScriptedModel model = new(TimeSpan.Zero, TimeProvider.System);
        var lengths = Gen.Choose(1, 2048).Sample(40, 40);

        foreach (var maxGenLen in lengths.Append(1).Append(2048))
        {
            var answer = await model.CompleteAsync(
                new(LlamaModel.Llama2Chat13B, "[INST] count to 300 [/INST]", 0.5, 0.9, maxGenLen, 12),
                TestContext.Current.CancellationToken
            );

            Assert.InRange(answer.GeneratedTokens, 1, maxGenLen);
            Assert.Equal(
                answer.StopReason == "stop",
                answer.Text == string.Join(' ', Enumerable.Range(1, 300)) && answer.GeneratedTokens < maxGenLen
            );
        }
    }

    [Fact]
    public async Task The_scripted_model_shows_what_it_sees_and_that_it_is_no_llama()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);
        const string Prompt =
            """[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nMy name is Ada. [/INST] Hello Ada. </s><s>[INST] What is my name? [/INST]""";

        using var response = await client.InvokeAsync($$"""{"prompt":"{{Prompt}}"}""");
        var answer = (string?)(await JsonAsync(response))["generation"];

        Assert.Equal(
            "I am a stand-in on this laptop, not Llama 2. You wrote: “What is my name?”. This is turn 2 that I see; "
                + "the one before it began with “My name is Ada.”, and there is a system prompt.",
            answer
        );
    }

    [Theory]
    [InlineData("us-east-1", SignedClient.Llama, 200)]
    [InlineData("us-west-2", SignedClient.Llama, 200)]
    [InlineData("eu-central-1", SignedClient.Llama, 400)]
    [InlineData("us-east-1", "meta.llama2-70b-chat-v1", 400)]
    [InlineData("us-east-1", "arn:aws:bedrock:us-east-1::foundation-model/meta.llama2-13b-chat-v1", 200)]
    [InlineData("us-west-2", "arn:aws:bedrock:us-east-1::foundation-model/meta.llama2-13b-chat-v1", 400)]
    [InlineData("eu-central-1", "arn:aws:bedrock:eu-central-1:123456789012:imported-model/abcdefghij12", 200)]
    [InlineData("us-east-1", "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghij12", 200)]
    [InlineData("us-east-1", "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/too-short", 400)]
    [InlineData("us-east-1", "arn:aws:bedrock:us-east-1:123456789012:guardrail/abcdefghij12", 400)]
    public async Task A_model_is_served_where_it_exists(string region, string modelId, int status)
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url) { Region = region };

        using var response = await client.InvokeAsync(SignedClient.Body("echo: Hi"), modelId);

        Assert.Equal(status, (int)response.StatusCode);
        if (status == 400)
        {
            Assert.Equal("The provided model identifier is invalid.", (string?)(await JsonAsync(response))["message"]);
        }
    }

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "#: expected type: JSONObject, found: JSONArray")]
    [InlineData("{}", "#: required key [prompt] not found")]
    [InlineData("""{"prompt":5}""", "#/prompt: expected type: String, found: Integer")]
    [InlineData("""{"prompt":""}""", "#/prompt: expected minLength: 1, actual: 0")]
    [InlineData(
        """{"prompt":"x","top_k":5}""",
        "Malformed input request: extraneous key [top_k] is not permitted, please reformat your input and try again."
    )]
    [InlineData("""{"prompt":"x","temperature":1.5}""", "#/temperature: 1.5 is not less or equal to 1")]
    [InlineData("""{"prompt":"x","temperature":"hot"}""", "#/temperature: expected type: Number, found: String")]
    [InlineData("""{"prompt":"x","top_p":-0.1}""", "#/top_p: -0.1 is not greater or equal to 0")]
    [InlineData("""{"prompt":"x","max_gen_len":0}""", "#/max_gen_len: 0 is not greater or equal to 1")]
    [InlineData("""{"prompt":"x","max_gen_len":2049}""", "#/max_gen_len: 2049 is not less or equal to 2048")]
    [InlineData("""{"prompt":"x","max_gen_len":1.5}""", "#/max_gen_len: expected type: Integer, found: BigDecimal")]
    [InlineData("""{"prompt":"x","max_gen_len":null}""", "#/max_gen_len: expected type: Integer, found: Null")]
    [InlineData("""{"prompt":"x","amazon-bedrock-guardrailConfig":{}}""", "guardrail")]
    public async Task A_body_that_the_service_would_refuse_is_refused_with_its_reason(string body, string reason)
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);

        using var response = await client.InvokeAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith("ValidationException:", response.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.Contains(reason, (string?)(await JsonAsync(response))["message"]);
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 400)]
    public async Task Prompt_and_answer_share_a_window_of_4096_tokens(int beyond, int status)
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);
        var prompt = $"[INST] echo: x {string.Concat(Enumerable.Repeat(" llama", 1500))} [/INST]";
        var room = 4096 - Tokenizer.Llama2.Count(prompt) - 1;

        using var response = await client.InvokeAsync($$"""{"prompt":"{{prompt}}","max_gen_len":{{room + beyond}}}""");

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_body_above_25_million_bytes_is_refused()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);

        using var response = await client.InvokeAsync($$"""{"prompt":"{{new string('x', 25_000_000)}}"}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("25000000", (string?)(await JsonAsync(response))["message"]);
    }

    [Theory]
    [InlineData("Accept", "text/plain")]
    [InlineData("X-Amzn-Bedrock-Trace", "SOMETIMES")]
    [InlineData("X-Amzn-Bedrock-GuardrailIdentifier", "abc123")]
    [InlineData("X-Amzn-Bedrock-GuardrailVersion", "DRAFT")]
    public async Task Headers_that_make_no_sense_are_refused(string name, string value)
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);

        using var response = await client.InvokeAsync(SignedClient.Body("Hi"), change: request => request.Headers.Add(name, value));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_content_type_other_than_json_is_refused()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);

        using var response = await client.InvokeAsync(
            SignedClient.Body("Hi"),
            change: request => request.Content!.Headers.ContentType = new("text/plain")
        );

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task An_operation_that_is_not_there_is_unknown()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);

        using var response = await client.SendAsync("invoke-with-bidirectional-stream", SignedClient.Llama, "{}", null);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.StartsWith("UnknownOperationException:", response.Headers.GetValues("x-amzn-ErrorType").Single());
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
}
