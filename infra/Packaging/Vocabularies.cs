using Llama;

namespace Infra.Packaging;

/// <summary>The vocabularies beside the executable, with the licences that go with them.</summary>
internal static class Vocabularies
{
    /// <summary>Patterns of the files that a deployment of these models leaves out.</summary>
    public static IEnumerable<string> NotNeededBy(params IReadOnlyList<LlamaModel> models) =>
        Tokenizer.All.Except(models.Select(model => model.Tokenizer)).Select(tokenizer => $"{tokenizer.Name}.*");
}
