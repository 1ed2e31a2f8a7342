using Shared;

namespace Chat.Tests.Conversations;

public class RoundTripTests(LocalCloudFixture real)
{
    [Fact]
    public async Task A_conversation_and_its_turns_are_read_in_parallel()
    {
        await using var dynamoDB = await FaultyDynamoDB.StartAsync(real.Cloud.DynamoDB.Url, TestContext.Current.CancellationToken);
        await using var cloud = await LocalCloudFixture.StartAsync(new() { DynamoDB = dynamoDB.Choice, TokenDelay = TimeSpan.Zero });
        var owner = Owner.Of(cloud);
        var id = await owner.CreateAsync();
        await owner.SayAsync(id, "echo: one");

        dynamoDB.AnswerTogether($"\"CONV#{id}\"", "KeyConditionExpression");
        var answer = await owner.SayAsync(id, "echo: two");

        Assert.Equal(
            ("two", 2, 1),
            (answer["message"]!.Text("content"), answer.Number("turn"), answer["context"]!.Number("turns_included"))
        );
    }
}
