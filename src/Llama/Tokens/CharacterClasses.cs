using System.Globalization;
using System.Text;

namespace Llama.Tokens;

/// <summary>
/// A text with one char per character. .NET's regular expressions see a character beyond U+FFFF as two surrogates, which are neither
/// letters nor digits; the tokenizers' patterns see one character.
/// </summary>
internal static class CharacterClasses
{
    /// <returns>The text itself if it has no such character, else one with replacements of the same class.</returns>
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

    // The replacements appear in no pattern: no letter of 's, 't, 're, 've, 'm, 'll or 'd, and no slash. White space needs none.
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
