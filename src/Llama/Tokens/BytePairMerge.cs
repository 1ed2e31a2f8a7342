using System.Buffers;

namespace Llama.Tokens;

/// <summary>
/// Byte-pair encoding of one word: as long as two adjacent symbols form a token, the pair with the lowest rank is merged, the leftmost
/// first if ranks are equal. O(n log n).
/// </summary>
internal readonly ref struct BytePairMerge
{
    // A symbol is identified by its first byte. Per symbol: its end, the start of the previous one, and the rank of the pair with the
    // next one.
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

    /// <param name="vocabulary">The tokens.</param>
    /// <param name="word">The word in UTF-8.</param>
    /// <param name="byCharacter">Whether the first symbols are characters (SentencePiece) or bytes (tiktoken).</param>
    /// <param name="tokens">Receives the tokens; each byte of a character without a token gets the id of that byte.</param>
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
            // The rank has changed, because one of the symbols was merged with another one meanwhile.
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
