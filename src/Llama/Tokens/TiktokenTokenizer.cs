using System.Text;
using System.Text.RegularExpressions;

namespace Llama.Tokens;

/// <summary>tiktoken: a pattern splits the text into words, and the bytes of each word are merged separately.</summary>
/// <param name="name">The vocabulary's name.</param>
/// <param name="pattern">Matches the words, which together are the whole text.</param>
internal sealed class TiktokenTokenizer(string name, Func<Regex> pattern) : Tokenizer(name, longestToken: 128)
{
    private protected override string Mark(string text) => text;

    private protected override void Write(string marked, Vocabulary vocabulary, TokenWriter tokens)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(marked);
        var characters = CharacterClasses.Of(marked);
        foreach (var match in pattern().EnumerateMatches(characters))
        {
            var word = rest[..Bytes(rest, match.Length)];
            rest = rest[word.Length..];

            // A word that is a token itself is not merged from bytes, which may lead to other tokens.
            if (vocabulary.Find(word) is var id && id != Vocabulary.None)
            {
                tokens.Add(id, word.Length);
            }
            else
            {
                BytePairMerge.Write(vocabulary, word, byCharacter: false, tokens);
            }
        }
    }

    /// <summary>The number of bytes of the next characters.</summary>
    private static int Bytes(ReadOnlySpan<byte> text, int characters)
    {
        var bytes = 0;
        for (; characters > 0; characters--)
        {
            bytes += text[bytes] switch
            {
                < 0x80 => 1,
                < 0xE0 => 2,
                < 0xF0 => 3,
                _ => 4,
            };
        }

        return bytes;
    }
}
