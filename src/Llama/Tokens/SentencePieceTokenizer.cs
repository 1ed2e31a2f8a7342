using System.Text;

namespace Llama.Tokens;

/// <summary>
/// SentencePiece as Llama 2 is configured: a space before the text, ▁ for every space, no other normalisation, and
/// three to six bytes' own tokens for a character that is no token.
/// </summary>
internal sealed class SentencePieceTokenizer(string name) : Tokenizer(name, longestToken: 16)
{
    private const char Space = '▁';

    // <unk>, <s> and </s> come before the 256 bytes.
    private const int FirstByte = 3;

    public static int IdOfByte(byte value) => FirstByte + value;

    public override int UpperBound(string text) => text.Length == 0 ? 0 : base.UpperBound(text) + 1;

    private protected override string Mark(string text) => text.Length == 0 ? "" : Space + text.Replace(' ', Space);

    private protected override void Write(string marked, Vocabulary vocabulary, TokenWriter tokens)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(marked);
        while (rest.Length > 0)
        {
            var word = rest[..EndOfWord(rest)];
            if (vocabulary.Find(word) is var id && id != Vocabulary.None)
            {
                tokens.Add(id, word.Length);
            }
            else
            {
                BytePairMerge.Write(vocabulary, word, byCharacter: true, tokens);
            }

            rest = rest[word.Length..];
        }
    }

    // No token of Llama 2's has a ▁ behind another character, so words merge each for itself. A test holds this, and that
    // every token merges to itself.
    private static int EndOfWord(ReadOnlySpan<byte> text)
    {
        var space = "▁"u8;
        var start = 0;
        while (text[start..].StartsWith(space))
        {
            start += space.Length;
        }

        var next = text[start..].IndexOf(space);

        return next < 0 ? text.Length : start + next;
    }
}
