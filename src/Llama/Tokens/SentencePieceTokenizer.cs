using System.Text;

namespace Llama.Tokens;

/// <summary>
/// SentencePiece as configured for Llama 2: a space before the text, ▁ for every space, no other normalisation, and byte tokens for
/// characters without a token.
/// </summary>
internal sealed class SentencePieceTokenizer(string name) : Tokenizer(name, longestToken: 16)
{
    private const char Space = '▁';

    // <unk>, <s> and </s> precede the 256 byte tokens.
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

    // No token of Llama 2 has a ▁ after another character, so words can be merged separately. A test checks this for the whole vocabulary.
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
