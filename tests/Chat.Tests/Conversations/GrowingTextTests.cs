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
        TaskCompletionSource reached = new();

        text.WhenGrownTo(5, reached);
        text.TryAppend("cd", maxBytes: 100);
        var before = reached.Task.IsCompleted;
        text.TryAppend("e", maxBytes: 100);
        await reached.Task.WaitAsync(TestContext.Current.CancellationToken);

        Assert.False(before);
        Assert.True(IsThereAt(5));
        Assert.False(IsThereAt(6));

        bool IsThereAt(int bytes)
        {
            TaskCompletionSource another = new();
            text.WhenGrownTo(bytes, another);
            return another.Task.IsCompleted;
        }
    }

    [Fact]
    public async Task What_waits_for_a_text_does_not_run_while_a_piece_is_appended()
    {
        GrowingText text = new("");
        TaskCompletionSource reached = new();
        using ManualResetEventSlim appended = new();
        text.WhenGrownTo(1, reached);
        var waiting = WaitAsync();

        // On the appending thread it would never come to an end.
        text.TryAppend("a", maxBytes: 100);
        appended.Set();

        Assert.Equal("a", await waiting.WaitAsync(TestContext.Current.CancellationToken));

        async Task<string> WaitAsync()
        {
            await reached.Task.ConfigureAwait(false);
            Assert.True(appended.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
            return text.SoFar().Text;
        }
    }
}
