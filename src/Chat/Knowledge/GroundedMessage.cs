using System.Text.Json;
using System.Text.RegularExpressions;
using Llama;

namespace Chat.Knowledge;

/// <summary>A question with what the knowledge base had to say about it.</summary>
/// <param name="Dialog">What the model is shown; as it came if there is no passage.</param>
/// <param name="Given">The passages in it, number 1 first.</param>
/// <param name="IsAvailable">Whether the knowledge base answered.</param>
internal sealed partial record GroundedMessage(Dialog Dialog, IReadOnlyList<Passage> Given, bool IsAvailable = true)
{
    /// <summary>What the citations of one answer may take together as JSON: some fifty with addresses of usual length.</summary>
    public const int MaxCitationBytes = 32 * 1024;

    private const int ExcerptLength = 200;

    /// <summary>The same question after the model had no room for the passages.</summary>
    public GroundedMessage WithoutPassages() => this with { Given = [] };

    /// <summary>
    /// What of the passages an answer names. A marker of a passage that was not given names nothing; nor do those that
    /// the turn has no room for.
    /// </summary>
    public RetrievalOutcome Check(string answer)
    {
        var bytes = 0;
        List<Citation> citations =
        [
            .. CitationMarkers
                .Read(answer)
                .Where(n => n >= 1 && n <= Given.Count)
                .Select(n => (N: n, Passage: Given[n - 1]))
                .Select(cited => new Citation(
                    cited.N,
                    cited.Passage.Source,
                    cited.Passage.Score,
                    Excerpt(cited.Passage.Text),
                    cited.Passage.Location
                ))
                .TakeWhile(citation =>
                    (bytes += JsonSerializer.SerializeToUtf8Bytes(citation, ChatJson.Api.Citation).Length) <= MaxCitationBytes
                ),
        ];

        return new(
            !IsAvailable ? RetrievalOutcome.Unavailable
                : Given.Count == 0 ? RetrievalOutcome.NoResults
                : citations.Count == 0 ? RetrievalOutcome.NoneCited
                : RetrievalOutcome.Used,
            citations
        );
    }

    private static string Excerpt(string text)
    {
        var line = Spaces().Replace(text, " ").Trim();

        return line.Length <= ExcerptLength ? line : $"{line.AsSpan(0, WordEnd.Before(line, ExcerptLength)).TrimEnd()}…";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
