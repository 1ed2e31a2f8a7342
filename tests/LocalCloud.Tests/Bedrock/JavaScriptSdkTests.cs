using System.Text.Json.Nodes;
using LocalCloud.Bedrock.Faults;

namespace LocalCloud.Tests.Bedrock;

public sealed class JavaScriptSdkTests : IClassFixture<OtherSdk>
{
    private const string Provisioned = "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghij12";
    private const string Imported = "arn:aws:bedrock:us-east-1:123456789012:imported-model/0123456789ab";
    private const string Foundation = "arn:aws:bedrock:us-east-1::foundation-model/meta.llama2-13b-chat-v1";

    public static TheoryData<bool, string> Ways =>
        new MatrixTheoryData<bool, string>([false, true], [SignedClient.Llama, Provisioned, Imported, Foundation]);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_answer_and_its_token_counts_arrive_over_both_http_versions(bool http1, string modelId)
    {
        await using var emulator = await TestEmulator.StartAsync();

        var result = await OtherSdk.NodeAsync(emulator.Url, Call("InvokeModel", "echo: Hello, llama!", modelId, http1));

        Assert.Null(result["error"]);
        Assert.Equal("Hello, llama!", (string?)result["answer"]!["generation"]);
        Assert.Equal("stop", (string?)result["answer"]!["stop_reason"]);
        Assert.Equal(result["answer"]!["prompt_token_count"]!.ToString(), (string?)result["headers"]!["x-amzn-bedrock-input-token-count"]);
        Assert.Equal(
            result["answer"]!["generation_token_count"]!.ToString(),
            (string?)result["headers"]!["x-amzn-bedrock-output-token-count"]
        );
        Assert.Equal((string?)result["requestId"], (string?)result["headers"]!["x-amzn-requestid"]);
        Assert.Equal(modelId, Assert.Single(emulator.Journal.Invocations).ModelId);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Chunks_arrive_in_order_over_both_http_versions(bool http1, string modelId)
    {
        await using var emulator = await TestEmulator.StartAsync();

        var result = await OtherSdk.NodeAsync(emulator.Url, Call("InvokeModelWithResponseStream", "count to 20", modelId, http1));

        var chunks = result["chunks"]!.AsArray();
        Assert.Equal(string.Join(' ', Enumerable.Range(1, 20)), string.Concat(chunks.Select(chunk => (string?)chunk!["generation"])));
        Assert.Equal("stop", (string?)chunks[^1]!["stop_reason"]);
        Assert.Equal((int)chunks[0]!["prompt_token_count"]!, (int)chunks[^1]!["amazon-bedrock-invocationMetrics"]!["inputTokenCount"]!);
    }

    [Theory]
    [InlineData("throttle", "ThrottlingException", 429)]
    [InlineData("end_of_life", "ResourceNotFoundException", 404)]
    [InlineData("access_denied", "AccessDeniedException", 403)]
    [InlineData("not_ready", "ModelNotReadyException", 429)]
    [InlineData("model_timeout", "ModelTimeoutException", 408)]
    [InlineData("model_error", "ModelErrorException", 424)]
    [InlineData("unavailable", "ServiceUnavailableException", 503)]
    [InlineData("internal", "InternalServerException", 500)]
    public async Task Faults_become_the_sdks_own_exceptions(string fault, string exception, int status)
    {
        await using var emulator = await TestEmulator.StartAsync();
        emulator.Faults.Add(new() { Fault = Enum.Parse<FaultKind>(fault.Replace("_", ""), ignoreCase: true) });

        var result = await OtherSdk.NodeAsync(emulator.Url, Call("InvokeModel", "Hello"));

        Assert.Equal(exception, (string?)result["error"]!["name"]);
        Assert.Equal(status, (int)result["error"]!["status"]!);
    }

    [Fact]
    public async Task An_unknown_model_is_a_validation_exception()
    {
        await using var emulator = await TestEmulator.StartAsync();

        var result = await OtherSdk.NodeAsync(emulator.Url, Call("InvokeModel", "Hello", "meta.llama9-1b-chat-v1"));

        Assert.Equal("ValidationException", (string?)result["error"]!["name"]);
        Assert.Equal("The provided model identifier is invalid.", (string?)result["error"]!["message"]);
    }

    [Theory]
    [InlineData("modelStreamErrorException", "ModelStreamErrorException")]
    [InlineData("throttlingException", "ThrottlingException")]
    [InlineData("internalServerException", "InternalServerException")]
    public async Task A_stream_that_fails_in_the_middle_ends_in_its_exception(string onTheWire, string exception)
    {
        await using var emulator = await TestEmulator.StartAsync();
        emulator.Faults.Add(
            new()
            {
                Fault = FaultKind.FailMidStream,
                AfterChunks = 3,
                Exception = onTheWire,
            }
        );

        var result = await OtherSdk.NodeAsync(emulator.Url, Call("InvokeModelWithResponseStream", "count to 20"));

        Assert.Equal(3, result["chunks"]!.AsArray().Count);
        Assert.Equal(exception, (string?)result["error"]!["name"]);
    }

    [Fact]
    public async Task A_wrong_secret_is_refused()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var call = Call("InvokeModel", "Hello");
        call["secret"] = "guessed";

        var result = await OtherSdk.NodeAsync(emulator.Url, call);

        Assert.Equal("InvalidSignatureException", (string?)result["error"]!["name"]);
        Assert.Equal(403, (int)result["error"]!["status"]!);
    }

    [Fact]
    public async Task A_guardrail_without_a_version_is_refused()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var call = Call("InvokeModel", "Hello");
        call["guardrailIdentifier"] = "abc123";

        var result = await OtherSdk.NodeAsync(emulator.Url, call);

        Assert.Equal("ValidationException", (string?)result["error"]!["name"]);
    }

    private static JsonObject Call(string operation, string message, string modelId = SignedClient.Llama, bool http1 = false) =>
        new()
        {
            ["operation"] = operation,
            ["modelId"] = modelId,
            ["http1"] = http1,
            ["body"] = new JsonObject { ["prompt"] = $"[INST] {message} [/INST]", ["max_gen_len"] = 256 },
        };
}
