using System.Text.RegularExpressions;

namespace Llama.Tokens;

/// <summary>
/// How text is split before its bytes merge, as Meta publishes it beside each vocabulary: words with the character before
/// them, up to three digits, signs, line ends, other white space.
/// </summary>
internal static partial class WordPatterns
{
    // Without regard to case, where ſ is an s too. .NET's own IgnoreCase knows no ſ.
    private const string Contraction = "'(?:[sS\u017f]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])";
    private const string Spaces = @"\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string BeforeLetters = @"[^\r\n\p{L}\p{N}]?";
    private const string Upper = @"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]";
    private const string Lower = @"[\p{Ll}\p{Lm}\p{Lo}\p{M}]";

    [GeneratedRegex($@"{Contraction}|{BeforeLetters}\p{{L}}+|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|{Spaces}")]
    public static partial Regex Llama3();

    [GeneratedRegex(
        $@"{BeforeLetters}{Upper}*{Lower}+(?:{Contraction})?|{BeforeLetters}{Upper}+{Lower}*(?:{Contraction})?|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|{Spaces}"
    )]
    public static partial Regex Llama4();
}
