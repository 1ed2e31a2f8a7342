using Chat.Tests.Conversations;
using Chat.Tests.Failures;
using LocalCloud.Bedrock.Faults;
using LocalCloud.Settings;
using Shared;

namespace Chat.Tests.Models;

/// <summary>A provisioned throughput or an imported copy of the model, by its ARN.</summary>
public class DedicatedModelTests(LocalCloudFixture shared)
{
    private const string Provisioned = "arn:aws:bedrock:eu-west-1:123456789012:provisioned-model/abc123def456";
    private const string Imported = "arn:aws:bedrock:eu-west-1:123456789012:imported-model/abc123def456";

    [Theory]
    [InlineData(Provisioned, "provisioned")]
    [InlineData(Imported, "imported")]
    public async Task It_answers_every_route_from_its_own_region(string arn, string lifecycle)
    {
        await using var cloud = await StartAsync(arn);
        var owner = Owner.Of(cloud);

        using var health = await cloud.SendAsync(new(HttpMethod.Get, "health"));
        using var chat = await cloud.ChatAsync("count to 3", stream: true);
        using var invoked = await cloud.InvokeAsync("[INST] count to 3 [/INST]", stream: false);
        var answer = await owner.SayAsync(await owner.CreateAsync(), "count to 3");

        Assert.Equal(
            (lifecycle, """["eu-west-1"]"""),
            ((await health.JsonAsync()).Text("model_lifecycle"), (await health.JsonAsync())["regions"]!.ToJsonString())
        );
        Assert.Equal(("eu-west-1", "eu-west-1"), (chat.Header("X-Served-By-Region"), invoked.Header("X-Served-By-Region")));
        Assert.Equal((arn, "eu-west-1"), (answer["served_by"]!.Text("model_id"), answer["served_by"]!.Text("region")));
        Assert.Equal(3, cloud.Cloud.Bedrock!.Journal.Invocations.Count);
        Assert.All(
            cloud.Cloud.Bedrock.Journal.Invocations,
            call => Assert.Equal((200, arn, "eu-west-1"), (call.Status, call.ModelId, call.Region))
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_it_is_loaded_it_is_waited_for(bool stream)
    {
        await using var cloud = await StartAsync(Imported);
        cloud.Cloud.Bedrock!.Faults.Add(new() { Fault = FaultKind.NotReady, Times = 2 });

        using var answer = await cloud.ChatAsync("count to 3", stream);

        Assert.Equal((200, 3), ((int)answer.StatusCode, cloud.Cloud.Bedrock.Journal.Invocations.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task If_loading_takes_too_long_the_caller_gets_an_error_with_Retry_After(bool stream)
    {
        await using var cloud = await StartAsync(Imported, TimeSpan.FromSeconds(5));
        cloud.Cloud.Bedrock!.Faults.Add(new() { Fault = FaultKind.NotReady });
        var owner = Owner.Of(cloud);
        var id = await owner.CreateAsync();

        using var chat = await cloud.ChatAsync("count to 3", stream);
        using var message = await owner.PostAsync(id, Owner.Message("count to 3"), stream ? "text/event-stream" : "*/*");

        var (_, error) = await chat.OpenAIErrorAsync();
        Assert.Equal((503, "30", "model_unavailable"), ((int)chat.StatusCode, chat.Header("Retry-After"), error.Text("code")));
        Assert.Contains("being loaded", error.Text("message"), StringComparison.Ordinal);
        Assert.Equal(
            (503, "30", "model_unavailable"),
            ((int)message.StatusCode, message.Header("Retry-After"), (await message.JsonAsync()).Text("code"))
        );
        Assert.Equal("failed", (await owner.MessagesAsync(id))[1].Text("status"));
    }

    private Task<LocalCloudFixture> StartAsync(string arn, TimeSpan? timeout = null) =>
        LocalCloudFixture.StartAsync(
            new()
            {
                DynamoDB = new DynamoDBChoice.Endpoint(shared.Cloud.DynamoDB.Url),
                Environment = new Dictionary<string, string> { ["MODEL_ID"] = arn },
                FunctionTimeout = timeout ?? TimeSpan.FromMinutes(1),
                TokenDelay = TimeSpan.Zero,
            }
        );
}
