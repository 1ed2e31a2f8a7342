using System.Text;

namespace Chat.Conversations;

/// <summary>An answer in progress: one task appends to it, another saves it.</summary>
/// <param name="begun">The text of the answer that is continued.</param>
internal sealed class GrowingText(string begun)
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new(begun);
    private (int Bytes, TaskCompletionSource Reached)? _awaited;

    /// <summary>Its length in UTF-8.</summary>
    public int Bytes { get; private set; } = Encoding.UTF8.GetByteCount(begun);

    /// <returns>False if it would exceed <paramref name="maxBytes"/>; then it is unchanged.</returns>
    public bool TryAppend(string piece, int maxBytes)
    {
        lock (_lock)
        {
            var bytes = Bytes + Encoding.UTF8.GetByteCount(piece);
            if (bytes > maxBytes)
            {
                return false;
            }

            _text.Append(piece);
            Bytes = bytes;
            if (_awaited is var (awaited, reached) && bytes >= awaited)
            {
                reached.TrySetResult();
            }

            return true;
        }
    }

    /// <summary>Completes when the text has grown to a number of bytes. Only one caller can wait at a time.</summary>
    public Task GrownToAsync(int bytes)
    {
        lock (_lock)
        {
            if (Bytes >= bytes)
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited = (bytes, reached);

            return reached.Task;
        }
    }

    /// <summary>The text so far, and its bytes.</summary>
    public (string Text, int Bytes) SoFar()
    {
        lock (_lock)
        {
            return (_text.ToString(), Bytes);
        }
    }
}
