using Shared;

namespace Llama.Tests.Client;

internal static class Silence
{
    /// <summary>Takes a request, says so, answers nothing, and says when its client has left.</summary>
    public static WireServer Server(TaskCompletionSource? asked = null, TaskCompletionSource? left = null) =>
        new(
            async (_, stream) =>
            {
                asked?.TrySetResult();
                try
                {
                    while (await stream.ReadAsync(new byte[1]) > 0)
                    {
                        continue;
                    }
                }
                finally
                {
                    left?.TrySetResult();
                }
            }
        );
}
