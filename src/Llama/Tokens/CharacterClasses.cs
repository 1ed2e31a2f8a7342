using System.Globalization;
using System.Text;

namespace Llama.Tokens;

/// <summary>
/// A text with one char for each of its characters. .NET's patterns see a character beyond U+FFFF as two surrogates, which
/// are neither letters nor digits; the tokenizers' patterns see the character.
/// </summary>
internal static class CharacterClasses
{
    /// <returns>The text itself if it has no such character, else one of the same class in its place.</returns>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\ud800', '\udfff'))
        {
            return text;
        }

        StringBuilder classes = new(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            classes.Append(rune.IsBmp ? (char)rune.Value : Representative(rune));
        }

        return classes.ToString();
    }

    // None of them is named by a pattern: no letter of 's, 't, 're, 've, 'm, 'll and 'd, and no slash. There is no white space there.
    private static char Representative(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter => 'Q',
            UnicodeCategory.LowercaseLetter => 'q',
            UnicodeCategory.TitlecaseLetter => '\u01c5',
            UnicodeCategory.ModifierLetter => '\u02b0',
            UnicodeCategory.OtherLetter => '\u05d0',
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => '\u0301',
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => '0',
            _ => '!',
        };
}
