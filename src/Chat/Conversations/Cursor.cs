using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Chat.Http;

namespace Chat.Conversations;

/// <summary>
/// Where a listing goes on: a position, bound to its owner and its list by a checksum. It opens nothing by itself,
/// since keys come from the caller's identity; the checksum is there to refuse what is not ours with a clear error.
/// Anybody can compute one, so readers parse the position as strictly as any other input.
/// </summary>
internal static class Cursor
{
    private const int ChecksumLength = 8;

    /// <param name="scope">Owner and list.</param>
    /// <param name="position">The position.</param>
    public static string Write(string scope, string position) =>
        Base64Url.EncodeToString([.. Checksum(scope, position), .. Encoding.UTF8.GetBytes(position)]);

    /// <exception cref="ProblemException">Not a cursor of this list.</exception>
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
