using Chat.Tests.Completions;
using LocalCloud.Settings;
using Shared;

namespace Chat.Tests.Models;

/// <summary>Names of the default model that stay when the model changes.</summary>
public class AliasTests(LenientCloud named) : IClassFixture<LenientCloud>
{
    private const string Llama = "meta.llama2-13b-chat-v1";
    private const string Successor = "meta.llama3-8b-instruct-v1:0";
    private const string Provisioned = "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghij12";

    [Theory]
    [InlineData("default")]
    [InlineData("gpt-4o")]
    [InlineData("house-model")]
    public async Task An_alias_names_the_deployments_model(string alias)
    {
        using var chat = await named.Cloud.PostAsync("chat/completions", Answers.ChatBody("echo: a", $"\"model\":\"{alias}\""));
        using var text = await named.Cloud.PostAsync("completions", $$"""{"prompt":"echo: a","model":"{{alias}}"}""");
        using var model = await named.Cloud.SendAsync(new(HttpMethod.Get, $"models/{alias}"));
        using var invoked = await named.Cloud.PostAsync($"invoke?model={alias}", """{"prompt":"echo: a"}""");

        Assert.Equal(200, (int)invoked.StatusCode);
        Assert.Equal(
            (Llama, Llama, Llama),
            ((await chat.JsonAsync()).Text("model"), (await text.JsonAsync()).Text("model"), (await model.JsonAsync()).Text("id"))
        );
    }

    [Fact]
    public async Task Another_name_is_not_offered()
    {
        using var answer = await named.Cloud.PostAsync("chat/completions", Answers.ChatBody("echo: a", "\"model\":\"gpt-4\""));

        Assert.Equal(404, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_conversation_by_an_alias_goes_with_the_deployments_default()
    {
        using var created = await named.Cloud.PostAsync("conversations", """{"model":"default"}""");
        await using var later = await LocalCloudFixture.StartAsync(
            new()
            {
                DynamoDB = new DynamoDBChoice.Endpoint(named.Cloud.Cloud.DynamoDB.Url),
                Environment = new Dictionary<string, string> { ["MODEL_ID"] = Successor },
            }
        );
        using var found = await later.SendAsync(new(HttpMethod.Get, $"conversations/{(await created.JsonAsync()).Text("id")}"));

        Assert.Equal((Llama, Successor), ((await created.JsonAsync()).Text("model"), (await found.JsonAsync()).Text("model")));
    }

    [Theory]
    [InlineData(Provisioned)]
    [InlineData("arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aprovisioned-model%2Fabcdefghij12")]
    public async Task A_model_is_found_by_an_ARN_with_its_slash_as_it_is_and_percent_encoded(string path)
    {
        await using var cloud = await LocalCloudFixture.StartAsync(
            new() { Environment = new Dictionary<string, string> { ["MODEL_ID"] = Provisioned } }
        );

        using var model = await cloud.SendAsync(new(HttpMethod.Get, $"models/{path}"));
        using var other = await cloud.SendAsync(new(HttpMethod.Get, $"models/{path}0"));

        Assert.Equal((200, Provisioned), ((int)model.StatusCode, (await model.JsonAsync()).Text("id")));
        Assert.Equal((404, "model_not_found"), ((int)other.StatusCode, (await other.OpenAIErrorAsync()).Error.Text("code")));
    }
}
