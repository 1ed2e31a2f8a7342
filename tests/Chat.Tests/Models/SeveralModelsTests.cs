using System.ClientModel;
using Chat.Tests.Conversations;
using LocalCloud.Settings;
using OpenAI;
using OpenAI.Chat;
using Shared;

namespace Chat.Tests.Models;

/// <summary><c>MODEL_IDS</c>: one deployment, several models.</summary>
public sealed class SeveralModelsTests(LocalCloudFixture shared) : IAsyncLifetime
{
    private const string Llama33 = "us.meta.llama3-3-70b-instruct-v1:0";
    private const string Llama4 = "us.meta.llama4-maverick-17b-instruct-v1:0";
    private const string Llama2 = "meta.llama2-13b-chat-v1";

    private LocalCloudFixture _cloud = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Owner NewOwner => Owner.Of(_cloud);

    public async ValueTask InitializeAsync() => _cloud = await StartAsync($"{Llama33},{Llama4},{Llama2}");

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task OpenAIs_own_client_lists_them_and_talks_to_each()
    {
        OpenAIClient client = new(new ApiKeyCredential("bob"), new OpenAIClientOptions { Endpoint = _cloud.Cloud.Api });

        var models = (await client.GetOpenAIModelClient().GetModelsAsync(Token)).Value.Select(model => model.Id).ToList();
        var one = (await client.GetOpenAIModelClient().GetModelAsync(Llama4, Token)).Value;

        Assert.Equal([Llama33, Llama4, Llama2], models);
        Assert.Equal(Llama4, one.Id);
        foreach (var model in models)
        {
            ChatCompletion answer = await client
                .GetChatClient(model)
                .CompleteChatAsync([new UserChatMessage("count to 3")], cancellationToken: Token);
            Assert.Equal((model, "1 2 3"), (answer.Model, answer.Content[0].Text));
        }

        Assert.Equal(models, _cloud.Cloud.Bedrock!.Journal.Invocations.Select(call => call.ModelId));
    }

    [Fact]
    public async Task A_request_without_a_model_is_the_defaults()
    {
        using var answer = await _cloud.PostAsync("chat/completions", """{"messages":[{"role":"user","content":"count to 3"}]}""");

        Assert.Equal(Llama33, (await answer.JsonAsync()).Text("model"));
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("meta.llama3-8b-instruct-v1:0")]
    public async Task A_model_that_is_not_offered_is_OpenAIs_404(string model)
    {
        using var chat = await _cloud.PostAsync(
            "chat/completions",
            $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hello"}]}"""
        );
        using var one = await _cloud.SendAsync(new(HttpMethod.Get, $"models/{model}"));
        using var native = await _cloud.PostAsync($"invoke?model={model}", """{"prompt":"Hello"}""");

        Assert.Equal((404, "model_not_found"), (await chat.OpenAIErrorAsync() is var (status, error) ? status : 0, error.Text("code")));
        Assert.Equal((404, "model_not_found"), (await one.OpenAIErrorAsync() is var (status2, error2) ? status2 : 0, error2.Text("code")));
        Assert.Equal((404, "model_not_found"), ((int)native.StatusCode, (await native.JsonAsync()).Text("code")));
    }

    [Fact]
    public async Task The_native_body_goes_to_the_model_in_the_query()
    {
        using var answer = await _cloud.PostAsync($"invoke?model={Llama4}", """{"prompt":"count to 3","max_gen_len":4096}""");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(Llama4, Assert.Single(_cloud.Cloud.Bedrock!.Journal.Invocations).ModelId);
    }

    [Fact]
    public async Task An_answer_is_at_most_as_long_as_the_models_own_limit()
    {
        using var allowed = await _cloud.PostAsync(
            "chat/completions",
            """{"max_tokens":4096,"messages":[{"role":"user","content":"count to 3"}]}"""
        );
        using var refused = await _cloud.PostAsync(
            "chat/completions",
            $$"""{"model":"{{Llama2}}","max_tokens":4096,"messages":[{"role":"user","content":"count to 3"}]}"""
        );

        Assert.Equal(200, (int)allowed.StatusCode);
        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Contains("expected 1 to 2048", await refused.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_moves_from_one_to_the_other_and_its_turns_with_it()
    {
        var owner = NewOwner;
        var id = await owner.CreateAsync($$"""{"model":"{{Llama2}}","system_prompt":"Be brief."}""");
        var before = await owner.SayAsync(id, "My name is Zoë.");

        using var moved = await owner.SendAsync(HttpMethod.Patch, $"conversations/{id}", $$"""{"model":"{{Llama4}}"}""");
        var after = await owner.SayAsync(id, "What is my name?");

        Assert.Equal((Llama2, 4096), (before["served_by"]!.Text("model_id"), before["context"]!.Number("window_tokens")));
        Assert.Equal(Llama4, (await moved.JsonAsync()).Text("model"));
        Assert.Equal(
            (Llama4, 1_048_576, 1),
            (after["served_by"]!.Text("model_id"), after["context"]!.Number("window_tokens"), after["context"]!.Number("turns_included"))
        );
        Assert.Contains("began with “My name is Zoë.”", after["message"]!.Text("content"), StringComparison.Ordinal);
        Assert.Equal(Llama4, (await owner.GetAsync($"conversations/{id}")).Text("model"));
    }

    [Fact]
    public async Task Usage_and_price_are_each_models_own()
    {
        var owner = NewOwner;
        var id = await owner.CreateAsync();
        var first = await owner.SayAsync(id, "count to 3");
        using var moved = await owner.SendAsync(HttpMethod.Patch, $"conversations/{id}", $$"""{"model":"{{Llama2}}"}""");
        var second = await owner.SayAsync(id, "count to 4");

        var report = await owner.GetAsync("usage");

        Assert.Equal(
            [(Llama2, 1, second["usage"]!.ToJsonString()), (Llama33, 1, first["usage"]!.ToJsonString())],
            report["models"]!
                .AsArray()
                .Select(model => (model!.Text("model"), (int)model!.Number("turns"), model!["usage"]!.ToJsonString()))
        );
        Assert.Equal(report["models"]!.ToJsonString(), report["days"]![0]!["models"]!.ToJsonString());
        Assert.Equal(Cost(first, 0.00072m, 0.00072m), first["usage"]!["cost_usd"]!.GetValue<decimal>());
        Assert.Equal(Cost(second, 0.00075m, 0.001m), second["usage"]!["cost_usd"]!.GetValue<decimal>());

        static decimal Cost(System.Text.Json.Nodes.JsonNode answer, decimal input, decimal output) =>
            ((answer["usage"]!.Number("prompt_tokens") * input) + (answer["usage"]!.Number("completion_tokens") * output)) / 1000;
    }

    [Fact]
    public async Task A_conversation_whose_model_is_gone_says_so_and_continues_with_the_default_after_a_patch()
    {
        var owner = NewOwner;
        var id = await owner.CreateAsync($$"""{"model":"{{Llama4}}"}""");
        await owner.SayAsync(id, "one");
        await using var later = await StartAsync(Llama33);
        var there = owner with { Cloud = later };

        var read = await there.GetAsync($"conversations/{id}");
        using var refused = await there.PostAsync(id, Owner.Message("two"));
        using var patched = await there.SendAsync(HttpMethod.Patch, $"conversations/{id}", """{"model":null}""");
        var answer = await there.SayAsync(id, "two");

        Assert.Equal((Llama4, false), (read.Text("model"), read["model_offered"]!.GetValue<bool>()));
        Assert.Equal((404, "model_not_found"), ((int)refused.StatusCode, (await refused.JsonAsync()).Text("code")));
        Assert.Contains("PATCH", await refused.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(Llama33, (await patched.JsonAsync()).Text("model"));
        Assert.Equal((Llama33, 1), (answer["served_by"]!.Text("model_id"), answer["context"]!.Number("turns_included")));
    }

    [Fact]
    public async Task A_model_that_does_not_take_the_conversations_parameters_is_refused()
    {
        var owner = NewOwner;
        var id = await owner.CreateAsync("""{"parameters":{"max_gen_len":4096}}""");

        using var refused = await owner.SendAsync(HttpMethod.Patch, $"conversations/{id}", $$"""{"model":"{{Llama2}}"}""");
        using var moved = await owner.SendAsync(
            HttpMethod.Patch,
            $"conversations/{id}",
            $$"""{"parameters":{"max_gen_len":2048},"model":"{{Llama2}}"}"""
        );

        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Contains("max_gen_len is 4096; expected 1 to 2048", await refused.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(200, (int)moved.StatusCode);
    }

    [Fact]
    public async Task Health_and_models_tell_when_each_ends()
    {
        using var health = await _cloud.SendAsync(new(HttpMethod.Get, "health"));
        using var models = await _cloud.SendAsync(new(HttpMethod.Get, "models"));

        Assert.Equal(
            ("legacy", "2027-03-30"),
            ((await health.JsonAsync()).Text("model_lifecycle"), (await health.JsonAsync()).Text("end_of_life"))
        );
        Assert.Equal(
            [("legacy", "2027-03-30"), ("active", null), ("retired", null)],
            (await models.JsonAsync())["data"]!.AsArray().Select(model => (model!.Text("lifecycle"), (string?)model!["end_of_life"]))
        );
    }

    private Task<LocalCloudFixture> StartAsync(string models) =>
        LocalCloudFixture.StartAsync(
            new()
            {
                DynamoDB = new DynamoDBChoice.Endpoint(shared.Cloud.DynamoDB.Url),
                Environment = new Dictionary<string, string> { ["MODEL_IDS"] = models },
                TokenDelay = TimeSpan.Zero,
            }
        );
}
