using System.Text;

namespace LocalCloud.Knowledge;

/// <summary>Reads a file that claims to hold text.</summary>
internal static class TextFile
{
    /// <summary>A larger file is probably a log or a dump.</summary>
    public const long MaxBytes = 4 * 1024 * 1024;

    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>The text; null for a file that is too large, holds no text, or cannot be read just now.</returns>
    public static string? Read(FileInfo file)
    {
        try
        {
            // Pipes, sockets and devices have no length either, and reading one could wait for good.
            return file.Length is 0 or > MaxBytes ? null : Decode(File.ReadAllBytes(file.FullName));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Decode(byte[] bytes)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return (bytes[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(bytes.AsSpan(2));
        }

        if (bytes.AsSpan().Contains((byte)0))
        {
            return null;
        }

        try
        {
            return _strict.GetString(bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes.AsSpan(3) : bytes);
        }
        catch (DecoderFallbackException)
        {
            // Older files of Western Europe: better a wrong quotation mark than no document.
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
