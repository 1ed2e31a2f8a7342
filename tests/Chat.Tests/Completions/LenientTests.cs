using Shared;

namespace Chat.Tests.Completions;

/// <summary>A deployment with <c>COMPATIBILITY=lenient</c>.</summary>
public class LenientTests(LenientCloud lenient, LocalCloudFixture strict) : IClassFixture<LenientCloud>
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"count to 3\"}]";

    [Theory]
    [InlineData("\"temperature\":1.3", "temperature")]
    [InlineData("\"temperature\":-1,\"top_p\":7", "temperature, top_p")]
    [InlineData("\"max_tokens\":4096", "max_tokens")]
    [InlineData("\"max_completion_tokens\":100000", "max_completion_tokens")]
    [InlineData("\"max_tokens\":-1", "max_tokens")]
    [InlineData(
        "\"presence_penalty\":0,\"frequency_penalty\":0,\"response_format\":{\"type\":\"text\"}",
        "presence_penalty, frequency_penalty, response_format"
    )]
    [InlineData("\"presence_penalty\":0.5,\"seed\":7,\"top_k\":40,\"logit_bias\":{\"5\":1}", "presence_penalty, seed, top_k, logit_bias")]
    [InlineData("\"temperature\":1,\"max_tokens\":2048,\"n\":1", null)]
    public async Task What_can_be_changed_is_and_the_answer_lists_it(string fields, string? adjusted)
    {
        using var whole = await lenient.Cloud.PostAsync("chat/completions", $"{{{Messages},{fields}}}");
        using var streamed = await lenient.Cloud.PostAsync("chat/completions", $"{{{Messages},{fields},\"stream\":true}}");
        using var legacy = await lenient.Cloud.PostAsync("completions", $"{{\"prompt\":\"count to 3\",{fields}}}");

        Assert.All(
            [whole, streamed, legacy],
            answer => Assert.Equal((200, adjusted), ((int)answer.StatusCode, answer.Header("x-adjusted-parameters")))
        );
        Assert.Equal("1 2 3", (await whole.JsonAsync())["choices"]![0]!["message"]!.Text("content"));
    }

    [Fact]
    public async Task A_limit_that_does_not_fit_beside_the_prompt_shrinks()
    {
        var words = string.Concat(Enumerable.Repeat("word ", 2500));

        using var answer = await lenient.Cloud.PostAsync("chat/completions", Answers.ChatBody(words, "\"max_tokens\":2000"));

        Assert.Equal((200, "max_tokens"), ((int)answer.StatusCode, answer.Header("x-adjusted-parameters")));
    }

    [Theory]
    [InlineData("\"temperature\":\"hot\"")]
    [InlineData("\"tools\":[{}]")]
    [InlineData("\"n\":2")]
    [InlineData("\"response_format\":{\"type\":\"json_object\"}")]
    [InlineData("\"max_tokens\":5,\"max_completion_tokens\":6")]
    public async Task What_would_change_the_answer_is_refused_all_the_same(string field)
    {
        using var answer = await lenient.Cloud.PostAsync("chat/completions", $"{{{Messages},{field}}}");

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Null(answer.Header("x-adjusted-parameters"));
    }

    [Theory]
    [InlineData("\"temperature\":1.3")]
    [InlineData("\"max_tokens\":4096")]
    [InlineData("\"seed\":7")]
    public async Task Unless_it_is_set_a_deployment_is_strict(string field)
    {
        using var answer = await strict.PostAsync("chat/completions", $"{{{Messages},{field}}}");

        Assert.Equal(400, (int)answer.StatusCode);
    }
}

public sealed class LenientCloud : IAsyncLifetime
{
    internal LocalCloudFixture Cloud { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Cloud = await LocalCloudFixture.StartAsync(
            new()
            {
                TokenDelay = TimeSpan.Zero,
                Environment = new Dictionary<string, string> { ["COMPATIBILITY"] = "lenient", ["MODEL_ALIASES"] = "gpt-4o, house-model" },
            }
        );

    public ValueTask DisposeAsync() => Cloud.DisposeAsync();
}
