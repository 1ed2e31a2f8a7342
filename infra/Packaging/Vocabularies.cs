using Llama;

namespace Infra.Packaging;

/// <summary>The vocabulary files beside the executable, with their licences.</summary>
internal static class Vocabularies
{
    /// <summary>Patterns of the files that are not needed for these models.</summary>
    public static IEnumerable<string> NotNeededBy(params IReadOnlyList<LlamaModel> models) =>
        Tokenizer.All.Except(models.Select(model => model.Tokenizer)).Select(tokenizer => $"{tokenizer.Name}.*");
}
