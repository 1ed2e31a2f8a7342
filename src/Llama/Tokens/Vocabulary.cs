using System.Buffers.Binary;
using System.Numerics;

namespace Llama.Tokens;

/// <summary>The tokens as byte sequences. Ids are consecutive, and tokens with a lower id are merged first.</summary>
/// <remarks>
/// The file, written by <c>tools/vocabulary.cs</c>, is little-endian: the first id, the number of tokens, the number of
/// tokens that merge after all others and their ids (int32 each); then each token's length (one byte each), and all tokens' bytes.
/// </remarks>
internal sealed class Vocabulary
{
    /// <summary>The rank of a sequence that is not a token.</summary>
    public const int None = -1;

    // A slot has 18 bits for the id and the rest for the hash, so that most unequal tokens are not compared.
    private const int IdBits = 18;
    private const uint IdMask = (1u << IdBits) - 1;

    private readonly byte[] _file;
    private readonly int _firstId;
    private readonly HashSet<int> _last = [];

    // The start of each token in the file, and the end of the last one.
    private readonly int[] _starts;

    // A hash table with open addressing: the index of a token plus one, or 0.
    private readonly uint[] _slots;

    public Vocabulary(byte[] file)
    {
        _file = file;
        _firstId = ReadInt32(0);
        var count = ReadInt32(1);
        var last = ReadInt32(2);
        for (var i = 0; i < last; i++)
        {
            _last.Add(ReadInt32(3 + i));
        }

        var lengths = (3 + last) * sizeof(int);
        _starts = new int[count + 1];
        _starts[0] = lengths + count;
        _slots = new uint[BitOperations.RoundUpToPowerOf2((uint)count * 2)];
        for (var i = 0; i < count; i++)
        {
            _starts[i + 1] = _starts[i] + file[lengths + i];
            Insert(i);
        }
    }

    /// <summary>The ids of all tokens, in order.</summary>
    public IEnumerable<int> Ids => Enumerable.Range(_firstId, _starts.Length - 1);

    /// <exception cref="FileNotFoundException">The file is not beside the executable.</exception>
    public static Vocabulary Load(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{name}.vocabulary");

        return File.Exists(path)
            ? new(File.ReadAllBytes(path))
            : throw new FileNotFoundException(
                $"{name}.vocabulary is not beside the executable; tokens of models that need it cannot be counted.",
                path
            );
    }

    /// <summary>The bytes of a token.</summary>
    public ReadOnlySpan<byte> BytesOf(int id) => _file.AsSpan(_starts[id - _firstId].._starts[id - _firstId + 1]);

    /// <summary>The id of a token, or <see cref="None"/>.</summary>
    public int Find(ReadOnlySpan<byte> token)
    {
        var hash = Hash(token);
        for (var slot = hash; ; slot++)
        {
            var entry = _slots[slot & (uint)(_slots.Length - 1)];
            if (entry == 0)
            {
                return None;
            }

            if (((entry ^ hash) & ~IdMask) == 0 && (int)(entry & IdMask) - 1 is var index && Bytes(index).SequenceEqual(token))
            {
                return _firstId + index;
            }
        }
    }

    /// <summary>The rank of a pair that merges into these bytes, lowest first; <see cref="None"/> if it does not merge.</summary>
    public int Rank(ReadOnlySpan<byte> merged)
    {
        var id = Find(merged);

        return _last.Count > 0 && _last.Contains(id) ? int.MaxValue : id;
    }

    private ReadOnlySpan<byte> Bytes(int index) => _file.AsSpan(_starts[index].._starts[index + 1]);

    private int ReadInt32(int index) => BinaryPrimitives.ReadInt32LittleEndian(_file.AsSpan(index * sizeof(int)));

    private void Insert(int index)
    {
        var hash = Hash(Bytes(index));
        var slot = hash;
        while (_slots[slot & (uint)(_slots.Length - 1)] != 0)
        {
            slot++;
        }

        _slots[slot & (uint)(_slots.Length - 1)] = (hash & ~IdMask) | (uint)(index + 1);
    }

    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        var rest = 0UL;
        foreach (var one in bytes)
        {
            rest = (rest << 8) | one;
        }

        return (uint)Mix(hash ^ rest);
    }

    private static ulong Mix(ulong value)
    {
        var product = value * 0x9E3779B97F4A7C15;

        return product ^ (product >> 29);
    }
}
