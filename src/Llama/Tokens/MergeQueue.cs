namespace Llama.Tokens;

/// <summary>A binary heap of pairs: the lowest rank first, among equal ranks the leftmost.</summary>
/// <param name="heap">Memory for <see cref="Capacity"/> entries.</param>
internal ref struct MergeQueue(Span<ulong> heap)
{
    private readonly Span<ulong> _heap = heap;
    private int _count;

    /// <summary>The most entries for a word: one per pair at first, and each merge removes one and adds up to two.</summary>
    public static int Capacity(int symbols) => 2 * symbols;

    public void Add(int rank, int start)
    {
        // Rank and position in one number, which sorts by rank first.
        var entry = ((ulong)rank << 32) | (uint)start;
        var place = _count++;
        while (place > 0 && _heap[(place - 1) / 2] is var parent && parent > entry)
        {
            _heap[place] = parent;
            place = (place - 1) / 2;
        }

        _heap[place] = entry;
    }

    public bool TryTake(out int rank, out int start)
    {
        if (_count == 0)
        {
            (rank, start) = (0, 0);
            return false;
        }

        (rank, start) = ((int)(_heap[0] >> 32), (int)_heap[0]);
        SiftDown(_heap[--_count]);
        return true;
    }

    private readonly void SiftDown(ulong entry)
    {
        var place = 0;
        while (2 * place + 1 is var child && child < _count)
        {
            if (child + 1 < _count && _heap[child + 1] < _heap[child])
            {
                child++;
            }

            if (_heap[child] >= entry)
            {
                break;
            }

            _heap[place] = _heap[child];
            place = child;
        }

        _heap[place] = entry;
    }
}
