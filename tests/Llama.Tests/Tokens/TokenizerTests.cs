using System.Text.Json;
using Llama.Tokens;

namespace Llama.Tests.Tokens;

public sealed class TokenizerTests
{
    /// <summary>
    /// Texts and their token ids, made with llama-tokenizer-js and sentencepiece-js (Llama 2), and with js-tiktoken on Meta's files (Llama
    /// 3, Llama 4).
    /// </summary>
    public static TheoryData<string, string, int[]> Vectors() =>
        [
            .. from file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Tokens", "Vectors"), "*.json").Order()
            from vector in ReadVectors(file)
            select (Path.GetFileNameWithoutExtension(file).Split('-')[0], vector.Text, vector.Ids),
        ];

    [Theory]
    [MemberData(nameof(Vectors), DisableDiscoveryEnumeration = true)]
    public void Every_token_id_is_that_of_the_reference(string model, string text, int[] ids)
    {
        Assert.Equal(ids, Of(model).Encode(text));
        Assert.Equal(ids.Length, Of(model).Count(text));
    }

    [Theory]
    [InlineData("aaaa", new[] { 263, 7340, 29874 })]
    [InlineData("wwwwww", new[] { 7821, 1636 })]
    public void The_leftmost_of_equal_pairs_merges_first(string text, int[] ids)
    {
        Assert.Equal(ids, Tokenizer.Llama2.Encode(text));
    }

    [Fact]
    public void A_repeated_word_takes_as_many_tokens_each_time()
    {
        var tokens = Tokenizer.Llama2.Count(string.Concat(Enumerable.Repeat("aaaa ", 1000)));

        Assert.Equal(3001, tokens);
    }

    [Theory]
    [InlineData("a𝐀b c", new[] { 3, 2 })]
    [InlineData("𝟏𝟐𝟑𝟒", new[] { 3, 1 })]
    [InlineData("x 🦙🦙!", new[] { 1, 4 })]
    [InlineData("I'ſ I'LL", new[] { 1, 2, 2, 3 })]
    public void Letters_and_digits_beyond_the_basic_plane_are_letters_and_digits(string text, int[] lengths)
    {
        var words = WordPatterns.Llama3().Matches(CharacterClasses.Of(text));

        Assert.Equal(lengths, words.Select(word => word.Length));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 2)]
    [InlineData("é", 3)]
    [InlineData("日", 4)]
    [InlineData("🦙", 5)]
    public void The_upper_bound_of_Llama_2_is_the_bytes_and_the_space_before_them(string text, int bound)
    {
        Assert.Equal(bound, Tokenizer.Llama2.UpperBound(text));
        Assert.Equal(Math.Max(0, bound - 1), Tokenizer.Llama3.UpperBound(text));
    }

    [Theory]
    [InlineData("llama2")]
    [InlineData("llama3")]
    [InlineData("llama4")]
    public void A_token_is_found_by_its_bytes(string name)
    {
        var vocabulary = Vocabulary.Load(name);

        Assert.All(vocabulary.Ids, id => Assert.Equal(id, vocabulary.Find(vocabulary.BytesOf(id))));
        Assert.Equal(Vocabulary.None, vocabulary.Find("no token has these bytes"u8));
    }

    // What SentencePieceTokenizer takes for granted where it splits into words, and where a word that is a token needs no merging.
    [Fact]
    public void Every_token_of_Llama_2_merges_to_itself_and_has_spaces_only_at_its_start()
    {
        var vocabulary = Vocabulary.Load("llama2");

        Assert.All(
            vocabulary.Ids,
            id =>
            {
                List<Token> tokens = [];
                TokenWriter writer = new(tokens);
                BytePairMerge.Write(vocabulary, vocabulary.BytesOf(id), byCharacter: true, writer);

                Assert.Equal([id], tokens.Select(token => token.Id));
                Assert.DoesNotContain('▁', System.Text.Encoding.UTF8.GetString(vocabulary.BytesOf(id)).TrimStart('▁'));
            }
        );
    }

    [Fact]
    public void A_vocabulary_that_is_not_deployed_is_named()
    {
        var missing = Assert.Throws<FileNotFoundException>(() => Vocabulary.Load("llama1"));

        Assert.Contains("llama1.vocabulary", missing.Message);
    }

    internal static Tokenizer Of(string model) =>
        model switch
        {
            "llama2" => Tokenizer.Llama2,
            "llama3" => Tokenizer.Llama3,
            _ => Tokenizer.Llama4,
        };

    private static List<(string Text, int[] Ids)> ReadVectors(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));

        return
        [
            .. json
                .RootElement.EnumerateArray()
                .Select(vector =>
                    (
                        vector.GetProperty("text").GetString()!,
                        vector.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray()
                    )
                ),
        ];
    }
}
