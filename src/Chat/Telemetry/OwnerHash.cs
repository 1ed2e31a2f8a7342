using System.Security.Cryptography;
using System.Text;

namespace Chat.Telemetry;

/// <summary>
/// Hashes owners for logs: an owner has the same hash everywhere in a deployment, and cannot be found out without the salt.
/// </summary>
internal sealed class OwnerHash(string? salt)
{
    // Long enough to distinguish owners, and short enough to read.
    private const int Length = 8;

    private readonly byte[] _salt = salt is null ? RandomNumberGenerator.GetBytes(32) : Encoding.UTF8.GetBytes(salt);

    public string Of(string owner) => Convert.ToHexStringLower(HMACSHA256.HashData(_salt, Encoding.UTF8.GetBytes(owner)).AsSpan(0, Length));
}
