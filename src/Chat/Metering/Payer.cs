namespace Chat.Metering;

/// <summary>Who pays for an answer.</summary>
/// <param name="Owner">The owner.</param>
/// <param name="Groups">The groups whose limits apply to the owner.</param>
internal sealed record Payer(string Owner, IReadOnlyList<string> Groups)
{
    public static implicit operator Payer(string owner) => new(owner, []);
}
