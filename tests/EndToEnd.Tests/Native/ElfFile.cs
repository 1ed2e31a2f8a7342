using System.Buffers.Binary;
using System.Text;

namespace EndToEnd.Tests.Native;

/// <summary>As much of a 64-bit little-endian ELF file as tells which versions of libraries it needs.</summary>
/// <remarks>Layouts from the System V ABI (ELF-64) and the Linux Standard Base's chapter on symbol versions.</remarks>
internal sealed class ElfFile
{
    private const uint NeededVersions = 0x6ffffffe;
    private const int SectionHeaderSize = 64;

    private readonly byte[] _bytes;

    public ElfFile(string path)
    {
        _bytes = File.ReadAllBytes(path);
        if (!_bytes.AsSpan().StartsWith("\u007fELF\u0002\u0001"u8))
        {
            throw new InvalidDataException($"{path} is no 64-bit little-endian ELF file.");
        }
    }

    /// <summary>Each library's versions, for example <c>("libc.so.6", "GLIBC_2.34")</c>.</summary>
    public IEnumerable<(string Library, string Version)> NeededLibraryVersions()
    {
        var section = Sections().Single(section => Word(section + 4) == NeededVersions);
        var strings = Offset(Sections().ElementAt((int)Word(section + 40)));

        // A list of libraries, each with a list of versions; every link is an offset from its own element, the last is 0.
        for (var library = Offset(section); ; library += (int)Word(library + 12))
        {
            for (var version = library + (int)Word(library + 8); ; version += (int)Word(version + 12))
            {
                yield return (Text(strings + (int)Word(library + 4)), Text(strings + (int)Word(version + 8)));
                if (Word(version + 12) == 0)
                {
                    break;
                }
            }

            if (Word(library + 12) == 0)
            {
                yield break;
            }
        }
    }

    private IEnumerable<int> Sections()
    {
        var (table, count) = (
            (int)BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(40)),
            BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(60))
        );

        return Enumerable.Range(0, count).Select(i => table + (i * SectionHeaderSize));
    }

    private int Offset(int section) => (int)BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(section + 24));

    private uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at));

    private string Text(int at) => Encoding.UTF8.GetString(_bytes.AsSpan(at, _bytes.AsSpan(at).IndexOf((byte)0)));
}
