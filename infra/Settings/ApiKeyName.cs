namespace Infra.Settings;

/// <summary>An API key: <c>OWNER</c>, or <c>OWNER:LABEL</c> for a further key of the same owner.</summary>
/// <param name="Owner">The owner of the conversations and budget that it gives access to.</param>
/// <param name="Label">Distinguishes the owner's keys; null for the one without a label.</param>
internal sealed record ApiKeyName(string Owner, string? Label)
{
    public const string Expected = "OWNER or OWNER:LABEL, each of up to 40 letters, digits and -, the owner's first one a letter";

    /// <summary>The name as written in the setting.</summary>
    public string Text => Label is null ? Owner : $"{Owner}:{Label}";

    /// <summary>The characters that are valid in an output's name.</summary>
    public string LettersAndDigits => string.Concat(Text.Where(char.IsAsciiLetterOrDigit));

    public static bool IsValid(string text) =>
        text.Split(':') switch
        {
            [var owner] => IsOwner(owner),
            [var owner, var label] => IsOwner(owner) && IsPart(label),
            _ => false,
        };

    public static ApiKeyName Parse(string text) => text.Split(':') is [var owner, var label] ? new(owner, label) : new(text, null);

    private static bool IsOwner(string text) => IsPart(text) && char.IsAsciiLetter(text[0]);

    private static bool IsPart(string text) => text.Length is > 0 and <= 40 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
