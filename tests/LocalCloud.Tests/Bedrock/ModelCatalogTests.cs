using System.Text.Json.Nodes;
using Llama;
using LocalCloud.Bedrock;

namespace LocalCloud.Tests.Bedrock;

/// <summary>Every model of the catalog, by every name that Bedrock knows it by.</summary>
public sealed class ModelCatalogTests
{
    private const string Llama33 = "meta.llama3-3-70b-instruct-v1:0";
    private const string Account = "123456789012";

    public static TheoryData<string, string, string> Names
    {
        get
        {
            TheoryData<string, string, string> names = [];
            foreach (var model in LlamaModel.Catalog)
            {
                foreach (var region in model.Regions.Take(1))
                {
                    names.Add(model.Id, model.Id, region);
                    names.Add(model.Id, $"arn:aws:bedrock:{region}::foundation-model/{model.Id}", region);
                }

                foreach (var profile in model.Profiles)
                {
                    names.Add(model.Id, profile.IdOf(model), profile.SourceRegions[^1]);
                    names.Add(
                        model.Id,
                        $"arn:aws:bedrock:{profile.SourceRegions[0]}:{Account}:inference-profile/{profile.IdOf(model)}",
                        profile.SourceRegions[0]
                    );
                }
            }

            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_answers_with_the_exact_counts_of_its_own_tokenizer(string id, string name, string region)
    {
        var model = LlamaModel.Find(id)!;
        Dialog dialog = new("Be brief.", [new("one", "eins"), new("echo: Grüße, 日本 🦙!")]);
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url) { Region = region };

        using var response = await client.InvokeAsync(Body(model.Template.Render(dialog)), name);

        var answer = await JsonAsync(response);
        Assert.Equal("Grüße, 日本 🦙!", (string?)answer["generation"]);
        Assert.Equal(
            (model.Template.CountTokens(dialog), model.Tokenizer.Count("Grüße, 日本 🦙!")),
            ((int)answer["prompt_token_count"]!, (int)answer["generation_token_count"]!)
        );
    }

    [Theory]
    [InlineData(Llama33, "us-east-1")]
    [InlineData("arn:aws:bedrock:us-west-2::foundation-model/meta.llama3-3-70b-instruct-v1:0", "us-west-2")]
    [InlineData("meta.llama4-scout-17b-instruct-v1:0", "us-west-1")]
    public async Task A_bare_id_where_only_the_profile_is_served_is_refused_with_what_to_use(string name, string region)
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url) { Region = region };

        using var response = await client.InvokeAsync(Body("Hello"), name);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(
            $"Invocation of model ID {name} with on-demand throughput isn't supported. Retry your request with the ID or ARN of an inference profile that contains this model.",
            (string?)(await JsonAsync(response))["message"]
        );
    }

    [Theory]
    [InlineData("us.meta.llama3-3-70b-instruct-v1:0", "eu-west-2")]
    [InlineData("eu.meta.llama3-3-70b-instruct-v1:0", "eu-west-2")]
    [InlineData("us.meta.llama3-8b-instruct-v1:0", "us-east-1")]
    [InlineData("meta.llama3-3-70b-instruct-v1:0", "eu-west-2")]
    [InlineData("meta.llama3-8b-instruct-v1:0", "us-east-2")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.meta.llama3-3-70b-instruct-v1:0", "us-west-2")]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/meta.llama3-8b-instruct-v1:0", "us-west-2")]
    public async Task A_model_that_is_not_in_the_region_is_an_invalid_identifier(string name, string region)
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url) { Region = region };

        using var response = await client.InvokeAsync(Body("Hello"), name);

        Assert.Equal(
            (400, "The provided model identifier is invalid."),
            ((int)response.StatusCode, (string?)(await JsonAsync(response))["message"])
        );
    }

    [Theory]
    [InlineData("application-inference-profile")]
    [InlineData("provisioned-model")]
    [InlineData("imported-model")]
    public async Task An_ARN_that_does_not_say_its_model_is_the_one_that_was_configured(string kind)
    {
        await using var emulator = await BedrockEmulator.StartAsync(
            new() { BehindArns = LlamaModel.Llama4Scout17B, TokenDelay = TimeSpan.Zero },
            TestContext.Current.CancellationToken
        );
        using SignedClient client = new(emulator.Url) { Region = "us-west-2" };

        using var response = await client.InvokeAsync(
            Body(PromptTemplate.Llama4.Render(new(null, [new("count to 3")])), maxGenLen: 4096),
            $"arn:aws:bedrock:us-west-2:{Account}:{kind}/abcdefghij12"
        );

        Assert.Equal("1 2 3", (string?)(await JsonAsync(response))["generation"]);
    }

    [Theory]
    [InlineData("2027-03-29T23:59:59Z", 200)]
    [InlineData("2027-03-30T00:00:00Z", 404)]
    public async Task A_model_ends_on_its_day(string now, int status)
    {
        FixedTime time = new(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));
        await using var emulator = await TestEmulator.StartAsync(time: time);
        using SignedClient client = new(emulator.Url) { Region = "us-east-2", SignedAt = time.GetUtcNow() };

        using var response = await client.InvokeAsync(Body("Hello"), Llama33);

        Assert.Equal(status, (int)response.StatusCode);
        if (status == 404)
        {
            Assert.Contains("end of its life", (string?)(await JsonAsync(response))["message"]);
        }
    }

    [Theory]
    [InlineData(8300, "This model's maximum context length is 8192 tokens. Please reduce the length of the prompt")]
    [InlineData(20_000, "Input is too long for requested model.")]
    public async Task Too_long_a_prompt_is_refused_with_the_window_unless_it_is_far_beyond(int words, string message)
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);

        using var response = await client.InvokeAsync(
            Body(string.Concat(Enumerable.Repeat(" one", words))),
            "meta.llama3-8b-instruct-v1:0"
        );

        Assert.Equal((400, message), ((int)response.StatusCode, (string?)(await JsonAsync(response))["message"]));
    }

    [Theory]
    [InlineData("us.meta.llama3-3-70b-instruct-v1:0", 4096, 200)]
    [InlineData("us.meta.llama3-3-70b-instruct-v1:0", 4097, 400)]
    [InlineData("us.meta.llama3-1-8b-instruct-v1:0", 2049, 400)]
    public async Task An_answer_may_be_as_long_as_the_models(string name, int maxGenLen, int status)
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url) { Region = "us-east-1" };

        using var response = await client.InvokeAsync(Body("Hello", maxGenLen), name);

        Assert.Equal(status, (int)response.StatusCode);
    }

    private static string Body(string prompt, int maxGenLen = 512) =>
        new JsonObject { ["prompt"] = prompt, ["max_gen_len"] = maxGenLen }.ToJsonString();

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
}
