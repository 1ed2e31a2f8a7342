using System.Text.Json;

namespace Llama.Tests.Tokens;

public sealed class TokenCounterTests
{
    /// <summary>Texts and their token ids, made with the reference port of Llama's tokenizer to JavaScript.</summary>
    public static TheoryData<string, int> Vectors()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "llama2-tokenizer-vectors.json")));

        return [.. json.RootElement.EnumerateArray().Select(vector =>
            (vector.GetProperty("text").GetString()!, vector.GetProperty("ids").GetArrayLength()))];
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Tokens_are_counted_as_Llama_2_does(string text, int tokens)
    {
        Assert.Equal(tokens, TokenCounter.Count(text));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 2)]
    [InlineData("é", 3)]
    [InlineData("日", 4)]
    [InlineData("🦙", 5)]
    public void The_upper_bound_is_the_bytes_and_the_space_before_them(string text, int bound)
    {
        Assert.Equal(bound, TokenCounter.UpperBound(text));
    }
}
