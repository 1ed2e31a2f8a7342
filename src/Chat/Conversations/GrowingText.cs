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
                // What waits for it does not run here, within the lock and between two pieces of the answer.
                _awaited = null;
                ThreadPool.UnsafeQueueUserWorkItem(static reached => reached.TrySetResult(), reached, preferLocal: false);
            }

            return true;
        }
    }

    /// <summary>Completes a task when the text has grown to a number of bytes. Only the last call counts.</summary>
    public void WhenGrownTo(int bytes, TaskCompletionSource reached)
    {
        lock (_lock)
        {
            if (Bytes >= bytes)
            {
                reached.TrySetResult();
            }
            else
            {
                _awaited = (bytes, reached);
            }
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
