using Shared;

namespace Chat.Tests.Configuration;

public class ConfiguredCloudTests
{
    [Theory]
    [InlineData("provisioned-model", "provisioned")]
    [InlineData("imported-model", "imported")]
    public async Task A_dedicated_model_is_shown_by_health_and_models(string kind, string lifecycle)
    {
        var arn = $"arn:aws:bedrock:us-west-2:123456789012:{kind}/abc123def456";
        await using var cloud = await LocalCloudFixture.StartAsync(
            new()
            {
                Environment = new Dictionary<string, string>
                {
                    ["MODEL_ID"] = arn,
                    ["CONTEXT_WINDOW"] = "2048",
                    ["INPUT_PRICE_PER_1K"] = "0",
                },
            }
        );

        using var health = await cloud.SendAsync(new(HttpMethod.Get, "health"));
        using var models = await cloud.SendAsync(new(HttpMethod.Get, "models"));

        var reported = await health.JsonAsync();
        Assert.Equal(
            (arn, lifecycle, """["us-west-2"]"""),
            (reported.Text("model_id"), reported.Text("model_lifecycle"), reported["regions"]!.ToJsonString())
        );
        var model = (await models.JsonAsync())["data"]![0]!;
        Assert.Equal((arn, 2048, lifecycle), (model.Text("id"), model.Number("context_window"), model.Text("lifecycle")));
        Assert.Equal(0m, model["pricing"]!["input_per_1k_tokens"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task The_model_is_invoked_in_the_preferred_region()
    {
        await using var cloud = await LocalCloudFixture.StartAsync(
            new()
            {
                Environment = new Dictionary<string, string> { ["MODEL_REGIONS"] = "us-west-2,us-east-1" },
                TokenDelay = TimeSpan.Zero,
            }
        );

        using var answer = await cloud.PostAsync("chat/completions", Answers.ChatBody("Hello"));

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("us-west-2", Assert.Single(cloud.Cloud.Bedrock!.Journal.Invocations).Region);
    }
}
