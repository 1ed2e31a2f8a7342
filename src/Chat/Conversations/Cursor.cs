using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Chat.Http;

namespace Chat.Conversations;

/// <summary>
/// A position in a list, bound to owner and list by a checksum. It gives no access, because keys come from the caller's identity; the
/// checksum only detects foreign cursors, with a clear error. Anyone can compute it, so positions are parsed as strictly as any other
/// input.
/// </summary>
internal static class Cursor
{
    private const int ChecksumLength = 8;

    /// <param name="scope">Owner and list.</param>
    /// <param name="position">The position.</param>
    public static string Write(string scope, string position) =>
        Base64Url.EncodeToString([.. Checksum(scope, position), .. Encoding.UTF8.GetBytes(position)]);

    /// <exception cref="ProblemException">The cursor is not of this list.</exception>
    public static string Read(string scope, string cursor)
    {
        if (Base64Url.IsValid(cursor) && Base64Url.DecodeFromChars(cursor) is { Length: > ChecksumLength } bytes)
        {
            var position = Encoding.UTF8.GetString(bytes.AsSpan(ChecksumLength));
            if (Checksum(scope, position).SequenceEqual(bytes.AsSpan(0, ChecksumLength)))
            {
                return position;
            }
        }

        throw IsWrong();
    }

    public static ProblemException IsWrong() => ProblemException.Invalid("cursor", "is not one that this list gave");

    private static ReadOnlySpan<byte> Checksum(string scope, string position) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{scope}\0{position}")).AsSpan(0, ChecksumLength);
}
