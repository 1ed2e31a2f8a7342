using System.Text;
using FsCheck.Xunit;
using Llama.Tokens;

namespace Llama.Tests.Tokens;

[Properties(Arbitrary = [typeof(AnyText)], MaxTest = 300)]
public sealed class TokenizerProperties
{
    private static readonly (Tokenizer Tokenizer, Vocabulary Vocabulary)[] _tiktoken =
    [
        (Tokenizer.Llama3, Vocabulary.Load("llama3")),
        (Tokenizer.Llama4, Vocabulary.Load("llama4")),
    ];

    private static readonly Tokenizer[] _all = [Tokenizer.Llama2, Tokenizer.Llama3, Tokenizer.Llama4];

    [Property]
    public void Pieces_are_one_per_token_and_join_to_the_text(AnyText any)
    {
        Assert.All(
            _all,
            tokenizer =>
            {
                var pieces = tokenizer.Split(any.Text).ToList();

                Assert.Equal(any.Text, string.Concat(pieces));
                Assert.Equal(tokenizer.Count(any.Text), pieces.Count);
            }
        );
    }

    [Property]
    public void No_text_has_more_tokens_than_the_upper_bound(AnyText any)
    {
        Assert.All(
            _all,
            tokenizer => Assert.InRange(tokenizer.Count(any.Text), any.Text.Length == 0 ? 0 : 1, tokenizer.UpperBound(any.Text))
        );
    }

    // What the tokenizers spell out is the text: nothing is lost, whatever the split.
    [Property]
    public void The_bytes_of_all_tokens_are_those_of_the_text(AnyText any)
    {
        Assert.All(
            _tiktoken,
            model =>
                Assert.Equal(
                    Encoding.UTF8.GetBytes(any.Text),
                    model.Tokenizer.Encode(any.Text).SelectMany(id => model.Vocabulary.BytesOf(id).ToArray())
                )
        );
    }

    [Property]
    public void Texts_with_a_word_break_between_them_have_the_sum_of_their_tokens(AnyText first, AnyText second)
    {
        var (left, right) = ($"{first.Text}x", $"y{second.Text}");

        Assert.Equal(Tokenizer.Llama2.Count(left) + Tokenizer.Llama2.Count(right), Tokenizer.Llama2.Count($"{left} {right}"));
        Assert.Equal(Tokenizer.Llama3.Count(left) + Tokenizer.Llama3.Count($" {right}"), Tokenizer.Llama3.Count($"{left} {right}"));
        Assert.Equal(Tokenizer.Llama4.Count(left) + Tokenizer.Llama4.Count($" {right}"), Tokenizer.Llama4.Count($"{left} {right}"));
    }
}
