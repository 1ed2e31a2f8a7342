using System.Text.RegularExpressions;

namespace Llama.Tokens;

/// <summary>
/// The patterns that split text before bytes are merged, as published by Meta with each vocabulary: words with the character before them,
/// up to three digits, punctuation, line ends, other white space.
/// </summary>
internal static partial class WordPatterns
{
    // Without regard to case, also for ſ, which is a form of s. .NET's IgnoreCase does not treat it so.
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
