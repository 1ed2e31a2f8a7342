using Chat.Conversations;

namespace Chat.Tests.Conversations;

public class GrowingTextTests
{
    [Fact]
    public void A_text_grows_up_to_its_limit_in_UTF8_and_stays_as_it_is_beyond()
    {
        GrowingText text = new("Zoë");

        Assert.True(text.TryAppend("é", maxBytes: 6));
        Assert.False(text.TryAppend("s", maxBytes: 6));

        Assert.Equal(("Zoëé", 6), text.SoFar());
        Assert.Equal(6, text.Bytes);
    }

    [Fact]
    public async Task A_waiting_task_completes_when_the_text_has_grown_to_its_length_and_not_before()
    {
        GrowingText text = new("ab");

        var reached = text.GrownToAsync(5);
        text.TryAppend("cd", maxBytes: 100);
        var before = reached.IsCompleted;
        text.TryAppend("e", maxBytes: 100);
        await reached.WaitAsync(TestContext.Current.CancellationToken);

        Assert.False(before);
        Assert.True(text.GrownToAsync(5).IsCompleted);
        Assert.False(text.GrownToAsync(6).IsCompleted);
    }
}
