using System.Text.Json.Nodes;
using LocalCloud.Bedrock.Faults;
using Shared;

namespace LocalCloud.Tests.Bedrock;

/// <summary>Converse, ConverseStream, CountTokens and ListFoundationModels, as the SDKs and LangChain call them.</summary>
public sealed class ConverseTests : IClassFixture<OtherSdk>
{
    private const string Llama3 = "meta.llama3-8b-instruct-v1:0";

    [Theory]
    [InlineData(SignedClient.Llama)]
    [InlineData(Llama3)]
    public async Task The_JavaScript_SDK_and_LangChain_converse(string modelId)
    {
        await using var standIn = await TestEmulator.StartAsync();

        var result = await OtherSdk.NodeAsync(standIn.Url, new JsonObject { ["modelId"] = modelId }, "converse.mjs");

        Assert.Equal(("1 2 3 4 5", "end_turn"), (result["whole"]!.Text("text"), result["whole"]!.Text("stop")));
        Assert.Equal("max_tokens", result.Text("cut"));
        Assert.Equal(result.Number("inputTokens"), result["whole"]!["usage"]!.Number("inputTokens"));
        Assert.Equal(result["whole"]!["usage"]!.ToJsonString(), result["usage"]!.ToJsonString());
        Assert.True(result.Number("ofBody") > 3);
        Assert.Equal("1 2 3 4 5", result.Text("text"));
        var events = result["events"]!.AsArray().Select(name => (string?)name).ToList();
        Assert.Equal("messageStart", events[0]);
        Assert.Equal(["contentBlockStop", "messageStop", "metadata"], events[^3..]);
        Assert.All(events[1..^3], name => Assert.Equal("contentBlockDelta", name));
        Assert.Equal(("1 2 3 4 5", "1 2 3 4 5"), (result["langchain"]!.Text("text"), result["langchain"]!.Text("streamed")));
    }

    [Fact]
    public async Task The_catalogs_models_of_the_region_are_listed_and_what_is_not_served_says_what_is()
    {
        await using var standIn = await TestEmulator.StartAsync();

        var result = await OtherSdk.NodeAsync(standIn.Url, new JsonObject { ["modelId"] = SignedClient.Llama }, "converse.mjs");

        Assert.Contains(Llama3, result["models"]!.AsArray().Select(id => (string?)id));
        Assert.Equal(0, result.Number("others"));
        Assert.All(["image", "stop", "assistant"], refused => Assert.Equal("ValidationException", result[refused]!.Text("name")));
        Assert.Contains("messages.0.content.0 is image", result["image"]!.Text("message"), StringComparison.Ordinal);
        Assert.Contains("stopSequences", result["stop"]!.Text("message"), StringComparison.Ordinal);
        Assert.Contains("must start with a user message", result["assistant"]!.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boto3_converses_and_lists_models()
    {
        await using var standIn = await TestEmulator.StartAsync();

        var result = await OtherSdk.PythonAsync("converse.py", standIn.Url.ToString(), SignedClient.Llama);

        Assert.Equal(("1 2 3 4 5", "end_turn", "1 2 3 4 5"), (result.Text("text"), result.Text("stop"), result.Text("streamed")));
        Assert.Contains(SignedClient.Llama, result["models"]!.AsArray().Select(id => (string?)id));
        Assert.Contains("serves InvokeModel", result["refused"]!.Text("Message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Converse", 429)]
    [InlineData(null, 429)]
    [InlineData("InvokeModel", 200)]
    public async Task A_fault_rule_strikes_Converse_unless_it_names_another_operation(string? operation, int status)
    {
        await using var standIn = await TestEmulator.StartAsync();
        standIn.Faults.Add(new() { Fault = FaultKind.Throttle, Operation = operation });
        using HttpClient client = new() { BaseAddress = standIn.Url };
        client.DefaultRequestHeaders.Authorization = new("Bearer", "bedrock-api-key-local");

        using var response = await client.PostAsync(
            $"model/{SignedClient.Llama}/converse",
            new StringContent("""{"messages":[{"role":"user","content":[{"text":"echo: a"}]}]}"""),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(status, (int)response.StatusCode);
    }
}
