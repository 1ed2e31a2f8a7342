using System.Text;
using Llama;
using Llama.Tokens;
using Theirs = Microsoft.ML.Tokenizers;

namespace Benchmarks.Tokens;

/// <summary>One model's tokenizer of ours, and Microsoft.ML.Tokenizers' for the same vocabulary.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Ours">Ours; its vocabulary is read.</param>
/// <param name="Other">Theirs, read from Meta's form of the vocabulary.</param>
/// <param name="LoadOurs">Reads the vocabulary again.</param>
/// <param name="LoadOther">Reads it again.</param>
internal sealed record Tokenizers(string Model, Tokenizer Ours, Theirs.Tokenizer Other, Func<object> LoadOurs, Func<object> LoadOther)
{
    public static IReadOnlyList<Tokenizers> All()
    {
        var model = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Tokens", "llama2.tokenizer.model"));
        var (llama3, llama4) = (Lines("llama3"), Lines("llama4"));

        return
        [
            Of("Llama 2", Tokenizer.Llama2, () => Theirs.LlamaTokenizer.Create(new MemoryStream(model), addBeginOfSentence: false)),
            Of(
                "Llama 3",
                Tokenizer.Llama3,
                () =>
                    Theirs.TiktokenTokenizer.Create(
                        new MemoryStream(llama3),
                        new Theirs.RegexPreTokenizer(WordPatterns.Llama3(), null),
                        null
                    )
            ),
            Of(
                "Llama 4",
                Tokenizer.Llama4,
                () =>
                    Theirs.TiktokenTokenizer.Create(
                        new MemoryStream(llama4),
                        new Theirs.RegexPreTokenizer(WordPatterns.Llama4(), null),
                        null
                    )
            ),
        ];
    }

    private static Tokenizers Of(string model, Tokenizer ours, Func<Theirs.Tokenizer> load) =>
        new(model, ours, load(), () => Vocabulary.Load(ours.Name), load);

    // tiktoken's own form: base64 and rank.
    private static byte[] Lines(string name)
    {
        var vocabulary = Vocabulary.Load(name);

        return Encoding.ASCII.GetBytes(
            string.Concat(vocabulary.Ids.Select(id => $"{Convert.ToBase64String(vocabulary.BytesOf(id))} {id}\n"))
        );
    }
}
