using System.Buffers;

namespace Llama.Tokens;

/// <summary>
/// Byte-pair encoding of one word: as long as two neighbours together are a token, those with the lowest rank become one,
/// the leftmost first among equals. O(n log n).
/// </summary>
internal readonly ref struct BytePairMerge
{
    // A symbol is known by its first byte: where it ends, where the one before it begins, and the rank of it with the one behind it.
    private readonly Span<int> _end;
    private readonly Span<int> _previous;
    private readonly Span<int> _rank;
    private readonly ReadOnlySpan<byte> _word;
    private readonly Vocabulary _vocabulary;

    private BytePairMerge(Vocabulary vocabulary, ReadOnlySpan<byte> word, Span<int> symbols)
    {
        _vocabulary = vocabulary;
        _word = word;
        _end = symbols[..word.Length];
        _previous = symbols[word.Length..(2 * word.Length)];
        _rank = symbols[(2 * word.Length)..];
    }

    /// <param name="vocabulary">What may become one.</param>
    /// <param name="word">UTF-8.</param>
    /// <param name="byCharacter">Whether the first symbols are characters (SentencePiece) or bytes (tiktoken).</param>
    /// <param name="tokens">Gets the tokens; a byte of a character that is no token has its byte's own id.</param>
    public static void Write(Vocabulary vocabulary, ReadOnlySpan<byte> word, bool byCharacter, TokenWriter tokens)
    {
        const int Short = 64;
        if (word.Length <= Short)
        {
            BytePairMerge merge = new(vocabulary, word, stackalloc int[3 * word.Length]);
            merge.Run(byCharacter, stackalloc ulong[MergeQueue.Capacity(word.Length)]);
            merge.Emit(tokens);
            return;
        }

        var symbols = ArrayPool<int>.Shared.Rent(3 * word.Length);
        var queue = ArrayPool<ulong>.Shared.Rent(MergeQueue.Capacity(word.Length));
        try
        {
            BytePairMerge merge = new(vocabulary, word, symbols.AsSpan(0, 3 * word.Length));
            merge.Run(byCharacter, queue);
            merge.Emit(tokens);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(symbols);
            ArrayPool<ulong>.Shared.Return(queue);
        }
    }

    private void Run(bool byCharacter, Span<ulong> space)
    {
        for (var (start, previous) = (0, -1); start < _word.Length; (start, previous) = (_end[start], start))
        {
            _end[start] = byCharacter ? EndOfCharacter(start) : start + 1;
            _previous[start] = previous;
        }

        MergeQueue queue = new(space);
        for (var start = 0; start < _word.Length; start = _end[start])
        {
            Enqueue(start, ref queue);
        }

        while (queue.TryTake(out var rank, out var start))
        {
            // A pair whose symbols have merged otherwise has another rank by now, or none.
            if (_rank[start] == rank)
            {
                Merge(start, ref queue);
            }
        }
    }

    private void Merge(int start, ref MergeQueue queue)
    {
        var second = _end[start];
        var end = _end[second];
        _end[start] = end;
        _rank[second] = Vocabulary.None;
        if (end < _word.Length)
        {
            _previous[end] = start;
        }

        Enqueue(start, ref queue);
        if (_previous[start] >= 0)
        {
            Enqueue(_previous[start], ref queue);
        }
    }

    private void Enqueue(int start, ref MergeQueue queue)
    {
        var second = _end[start];
        _rank[start] = second < _word.Length ? _vocabulary.Rank(_word[start.._end[second]]) : Vocabulary.None;
        if (_rank[start] != Vocabulary.None)
        {
            queue.Add(_rank[start], start);
        }
    }

    private void Emit(TokenWriter tokens)
    {
        for (var start = 0; start < _word.Length; start = _end[start])
        {
            var symbol = _word[start.._end[start]];
            if (_vocabulary.Find(symbol) is var id && id != Vocabulary.None)
            {
                tokens.Add(id, symbol.Length);
                continue;
            }

            foreach (var one in symbol)
            {
                tokens.Add(SentencePieceTokenizer.IdOfByte(one), 1);
            }
        }
    }

    private int EndOfCharacter(int start)
    {
        var end = start + 1;
        while (end < _word.Length && (_word[end] & 0xC0) == 0x80)
        {
            end++;
        }

        return end;
    }
}
