using FsCheck.Xunit;

namespace Llama.Tests.Tokens;

[Properties(Arbitrary = [typeof(AnyText)], MaxTest = 300)]
public sealed class TokenCounterProperties
{
    [Property]
    public void Pieces_are_one_per_token_and_join_to_the_text(AnyText any)
    {
        var pieces = TokenCounter.Split(any.Text).ToList();

        Assert.Equal(any.Text, string.Concat(pieces));
        Assert.Equal(TokenCounter.Count(any.Text), pieces.Count);
    }

    [Property]
    public void No_text_has_more_tokens_than_the_upper_bound(AnyText any)
    {
        Assert.InRange(TokenCounter.Count(any.Text), 0, TokenCounter.UpperBound(any.Text));
    }
}
