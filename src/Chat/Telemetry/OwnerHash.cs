using System.Security.Cryptography;
using System.Text;

namespace Chat.Telemetry;

/// <summary>
/// Owners as logs tell them: the same owner has the same hash within a deployment, and nobody without its salt can find out which.
/// </summary>
internal sealed class OwnerHash(string? salt)
{
    // Enough to tell owners apart, and short enough to read.
    private const int Length = 8;

    private readonly byte[] _salt = salt is null ? RandomNumberGenerator.GetBytes(32) : Encoding.UTF8.GetBytes(salt);

    public string Of(string owner) => Convert.ToHexStringLower(HMACSHA256.HashData(_salt, Encoding.UTF8.GetBytes(owner)).AsSpan(0, Length));
}
