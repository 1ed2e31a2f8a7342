namespace Chat.Http;

internal static class Waiting
{
    /// <summary>Waits until a task has ended, successfully or not, but no longer than <paramref name="limit"/>.</summary>
    public static async ValueTask WaitQuietlyAsync(this Task task, TimeSpan limit) =>
        await task.WaitAsync(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
