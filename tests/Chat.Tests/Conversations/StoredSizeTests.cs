using Chat.Conversations;
using Shared;

namespace Chat.Tests.Conversations;

/// <summary>What is checked is what is stored: a message that is taken can also be ended, read and followed.</summary>
public class StoredSizeTests(LocalCloudFixture cloud)
{
    private readonly Owner _owner = Owner.Of(cloud);

    [Theory]
    [InlineData(409_430, 0)]
    [InlineData(0, 140_000)]
    [InlineData(ItemLimits.MaxContentBytes - 1, 0)]
    public async Task A_message_that_could_not_be_stored_is_refused_before_its_turn_begins(int spaces, int letters)
    {
        var id = await _owner.CreateAsync();

        using var answer = await _owner.PostAsync(id, Owner.Message($"hi{new string('é', letters / 2)}{new string(' ', spaces)}"));

        var problem = await answer.JsonAsync();
        Assert.Equal((413, "payload_too_large", "content"), ((int)answer.StatusCode, problem.Text("code"), problem.Text("field")));
        Assert.Contains($"{ItemLimits.MaxContentBytes}", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Empty(await _owner.MessagesAsync(id));
        Assert.Equal(1, (await _owner.SayAsync(id, "echo: here")).Number("turn"));
    }

    [Fact]
    public async Task The_largest_message_is_answered_and_the_conversation_continues()
    {
        var id = await _owner.CreateAsync();
        var content = $"echo: here{new string(' ', ItemLimits.MaxContentBytes - 10)}";

        var answer = await _owner.SayAsync(id, content);

        Assert.Equal("here", answer["message"]!.Text("content").Trim());
        Assert.Equal(2, (await _owner.SayAsync(id, "echo: next")).Number("turn"));
        Assert.Equal(content, (await _owner.MessagesAsync(id))[0].Text("content"));
    }

    [Fact]
    public async Task An_answer_longer_than_a_turn_can_hold_ends_as_one_that_reached_its_length()
    {
        await using var model = await HeldModel.StartAsync();
        await using var held = await LocalCloudFixture.StartAsync(new() { Bedrock = model.Choice });
        var owner = Owner.Of(held);
        var id = await owner.CreateAsync();
        for (var i = 0; i < 30; i++)
        {
            model.Say($"{i} {new string('w', 10_000)}");
        }

        model.Finish();

        var answer = await owner.SayAsync(id, $"Hello{new string(' ', ItemLimits.MaxContentBytes - 5)}");

        var text = answer["message"]!.Text("content");
        Assert.Equal("length", answer.Text("stop_reason"));
        Assert.InRange(text.Length, ItemLimits.MaxAnswerBytes - 10_100, ItemLimits.MaxAnswerBytes);
        Assert.Equal(
            (text, "complete"),
            (await owner.MessagesAsync(id))[1] is var stored ? (stored.Text("content"), stored.Text("status")) : default
        );
    }

    [Fact]
    public async Task A_key_is_limited_in_bytes()
    {
        var id = await _owner.CreateAsync();

        using var answer = await _owner.PostAsync(id, Owner.Message("Hello"), key: new string('k', 256));

        Assert.Equal((400, "Idempotency-Key"), ((int)answer.StatusCode, (await answer.JsonAsync()).Text("field")));
    }
}
