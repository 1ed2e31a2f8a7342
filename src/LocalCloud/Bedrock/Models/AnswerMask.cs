using System.Text.RegularExpressions;

namespace LocalCloud.Bedrock.Models;

/// <summary>
/// Masks e-mail addresses in a streamed answer. Holds back incomplete words, because an address may arrive in many pieces.
/// </summary>
/// <param name="masksFirstWord">Whether a fault rule requests that the answer's first word is masked too.</param>
internal sealed partial class AnswerMask(bool masksFirstWord)
{
    private bool _masksNextWord = masksFirstWord;
    private string _held = "";

    /// <summary>The first masked text; null if there is none.</summary>
    public string? Match { get; private set; }

    public string Append(string piece, bool isLast)
    {
        var text = _held + piece;
        var length = isLast ? text.Length : text.AsSpan().LastIndexOfAny(' ', '\n') + 1;
        _held = text[length..];
        text = Email().Replace(text[..length], match => Masked(match, "{EMAIL}"));

        return _masksNextWord ? Word().Replace(text, FirstWord, count: 1) : text;
    }

    private string FirstWord(Match word)
    {
        _masksNextWord = false;
        return Masked(word, "{NAME}");
    }

    private string Masked(Match match, string mask)
    {
        Match ??= match.Value;
        return mask;
    }

    [GeneratedRegex(@"[\w.+-]+@[\w-]+(\.[\w-]+)+")]
    private static partial Regex Email();

    [GeneratedRegex(@"\S+")]
    private static partial Regex Word();
}
