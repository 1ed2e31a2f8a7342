namespace LocalCloud.Bedrock.Wire;

/// <summary>CRC-32 as in zip and Ethernet. The CPU's instruction and BitOperations use another polynomial.</summary>
internal static class Crc32
{
    private const uint ReversedPolynomial = 0xEDB88320;
    private static readonly uint[] _table = [.. Enumerable.Range(0, 256).Select(Entry)];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc = (crc >> 8) ^ _table[(byte)(crc ^ b)];
        }

        return ~crc;
    }

    private static uint Entry(int index)
    {
        var entry = (uint)index;
        for (var bit = 0; bit < 8; bit++)
        {
            entry = (entry & 1) == 0 ? entry >> 1 : (entry >> 1) ^ ReversedPolynomial;
        }

        return entry;
    }
}
