namespace LocalCloud.Knowledge;

/// <summary>Passages and their search.</summary>
internal sealed class KnowledgeIndex(IReadOnlyList<FilePassage> passages)
{
    private readonly Lazy<Bm25> _ranking = new(() => new(passages.Select(passage => passage.Text)));

    public IReadOnlyList<FilePassage> Passages => passages;

    /// <summary>The passages that contain a word of the query and meet the condition, best first.</summary>
    public IReadOnlyList<(FilePassage Passage, double Score)> Search(string query, Func<FilePassage, bool> condition) =>
        [
            .. _ranking
                .Value.Scores(query)
                .Select((score, index) => (Passage: passages[index], Score: score))
                .Where(found => found.Score > 0 && condition(found.Passage))
                .OrderByDescending(found => found.Score),
        ];
}
