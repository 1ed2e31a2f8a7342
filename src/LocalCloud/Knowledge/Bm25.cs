namespace LocalCloud.Knowledge;

/// <summary>
/// Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009), with the
/// usual k1 and b, and an inverse document frequency that is never negative.
/// </summary>
internal sealed class Bm25
{
    private const double K1 = 1.2;
    private const double B = 0.75;

    private readonly IReadOnlyList<Dictionary<string, int>> _counts;
    private readonly IReadOnlyList<int> _lengths;
    private readonly Dictionary<string, int> _containing = [];
    private readonly double _averageLength;

    public Bm25(IEnumerable<string> texts)
    {
        _counts = [.. texts.Select(text => Terms.Of(text).CountBy(term => term).ToDictionary())];
        _lengths = [.. _counts.Select(counts => counts.Values.Sum())];
        _averageLength = _lengths.Count == 0 ? 0 : _lengths.Average();
        foreach (var term in _counts.SelectMany(counts => counts.Keys))
        {
            _containing[term] = _containing.GetValueOrDefault(term) + 1;
        }
    }

    /// <summary>
    /// The relevance of each text to the query, 0 to 1: its share of the highest score that any text could have. A word that no text
    /// contains lowers all scores.
    /// </summary>
    public IReadOnlyList<double> Scores(string query)
    {
        var weights = Terms.Of(query).Distinct().ToDictionary(term => term, Weight);
        var highest = weights.Values.Sum() * (K1 + 1);

        return [.. _counts.Select((_, text) => highest == 0 ? 0 : weights.Sum(term => term.Value * Saturation(text, term.Key)) / highest)];
    }

    private double Weight(string term)
    {
        var containing = _containing.GetValueOrDefault(term);

        return Math.Log(1 + ((_counts.Count - containing + 0.5) / (containing + 0.5)));
    }

    private double Saturation(int text, string term)
    {
        double count = _counts[text].GetValueOrDefault(term);

        return count == 0 ? 0 : count * (K1 + 1) / (count + (K1 * (1 - B + (B * _lengths[text] / _averageLength))));
    }
}
