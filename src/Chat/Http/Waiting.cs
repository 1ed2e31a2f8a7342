namespace Chat.Http;

internal static class Waiting
{
    /// <summary>Waits until a task has ended, successfully or not, but no longer than <paramref name="limit"/>.</summary>
    public static async ValueTask WaitQuietlyAsync(this Task task, TimeSpan limit)
    {
        if (!task.IsCompleted)
        {
            using CancellationTokenSource ended = new();
            await Task.WhenAny(task, Task.Delay(limit, ended.Token));
            await ended.CancelAsync();
        }
    }
}
