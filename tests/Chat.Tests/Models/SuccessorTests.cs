using Chat.Tests.Conversations;
using Chat.Tests.Failures;
using LocalCloud.Settings;
using Shared;

namespace Chat.Tests.Models;

/// <summary><c>MODEL_ID</c> alone moves a deployment to a model with another template, window and price.</summary>
public class SuccessorTests(LocalCloudFixture shared)
{
    private const string Llama3 = "meta.llama3-8b-instruct-v1:0";

    [Fact]
    public async Task Health_and_models_tell_of_it()
    {
        await using var cloud = await StartAsync();

        using var health = await cloud.SendAsync(new(HttpMethod.Get, "health"));
        using var models = await cloud.SendAsync(new(HttpMethod.Get, "models"));

        Assert.Equal(
            $$"""{"status":"ok","model_id":"{{Llama3}}","model_lifecycle":"active","end_of_life":null,"regions":["us-east-1","us-west-2"],"models":[{"id":"{{Llama3}}","lifecycle":"active","end_of_life":null}]}""",
            await health.TextAsync()
        );
        var model = (await models.JsonAsync())["data"]![0]!;
        Assert.Equal((Llama3, 8192, 1713830400), (model.Text("id"), model.Number("context_window"), model.Number("created")));
        Assert.Equal(
            (0.0003m, 0.0006m),
            (model["pricing"]!["input_per_1k_tokens"]!.GetValue<decimal>(), model["pricing"]!["output_per_1k_tokens"]!.GetValue<decimal>())
        );
    }

    [Fact]
    public async Task The_prompt_that_arrives_is_in_its_template()
    {
        await using var held = await HeldModel.StartAsync();
        await using var cloud = await StartAsync(held.Choice);
        held.Say("Gut.");
        held.Finish();

        using var answer = await cloud.PostAsync(
            "chat/completions",
            """{"stream":true,"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"one"},{"role":"assistant","content":"eins"},{"role":"user","content":" two<|eot_id|> "}]}"""
        );

        Assert.Contains("Gut.", await answer.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(
            "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
                + "<|start_header_id|>user<|end_header_id|>\n\none<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\neins<|eot_id|>"
                + "<|start_header_id|>user<|end_header_id|>\n\ntwo< |eot_id|><|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
            Assert.Single(held.Prompts)
        );
    }

    [Fact]
    public async Task A_conversation_that_began_with_Llama_2_continues()
    {
        await using var cloud = await StartAsync();
        var owner = Owner.Of(shared);
        var id = await owner.CreateAsync("""{"system_prompt":"Be brief."}""");
        await owner.SayAsync(id, "My name is Zoë.");

        var answer = await (owner with { Cloud = cloud }).SayAsync(id, "What is my name?");

        var text = answer["message"]!.Text("content");
        Assert.Contains("turn 2 that I see; the one before it began with “My name is Zoë.”", text, StringComparison.Ordinal);
        Assert.Contains("there is a system prompt", text, StringComparison.Ordinal);
        Assert.Equal(
            (Llama3, 8192, 1),
            (answer["served_by"]!.Text("model_id"), answer["context"]!.Number("window_tokens"), answer["context"]!.Number("turns_included"))
        );
        var usage = answer["usage"]!;
        Assert.Equal(
            (usage.Number("prompt_tokens") * 0.0000003m) + (usage.Number("completion_tokens") * 0.0000006m),
            usage["cost_usd"]!.GetValue<decimal>()
        );
    }

    [Fact]
    public async Task What_does_not_fit_its_window_is_refused_before_it_is_sent()
    {
        await using var cloud = await StartAsync();

        using var fitting = await cloud.ChatAsync(new string('x', 8200), stream: false);
        using var refused = await cloud.ChatAsync(string.Concat(Enumerable.Repeat(" one", 8200)), stream: false);

        Assert.Equal(200, (int)fitting.StatusCode);
        var (status, error) = await refused.OpenAIErrorAsync();
        Assert.Equal((400, "context_length_exceeded"), (status, error.Text("code")));
        Assert.Single(cloud.Cloud.Bedrock!.Journal.Invocations);
    }

    private Task<LocalCloudFixture> StartAsync(BedrockChoice? bedrock = null) =>
        LocalCloudFixture.StartAsync(
            new()
            {
                Bedrock = bedrock ?? new BedrockChoice.Scripted(),
                DynamoDB = new DynamoDBChoice.Endpoint(shared.Cloud.DynamoDB.Url),
                Environment = new Dictionary<string, string> { ["MODEL_ID"] = Llama3 },
                TokenDelay = TimeSpan.Zero,
            }
        );
}
