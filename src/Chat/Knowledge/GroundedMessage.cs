using System.Text.Json;
using System.Text.RegularExpressions;
using Llama;

namespace Chat.Knowledge;

/// <summary>A question with the passages that were retrieved for it.</summary>
/// <param name="Dialog">The dialog for the model; unchanged if there is no passage.</param>
/// <param name="Given">The passages in the dialog, number 1 first.</param>
/// <param name="IsAvailable">Whether the knowledge base answered.</param>
internal sealed partial record GroundedMessage(Dialog Dialog, IReadOnlyList<Passage> Given, bool IsAvailable = true)
{
    /// <summary>The most bytes of JSON for the citations of one answer: about fifty with addresses of usual length.</summary>
    public const int MaxCitationBytes = 32 * 1024;

    private const int ExcerptLength = 200;

    /// <summary>The same question without passages, for a model that refused the longer prompt.</summary>
    public GroundedMessage WithoutPassages() => this with { Given = [] };

    /// <summary>
    /// Finds the cited passages. Markers with unknown numbers are ignored, and so are citations beyond what fits into the stored turn.
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
