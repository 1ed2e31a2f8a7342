namespace Chat.Knowledge;

/// <summary>The outcome of a retrieval, returned with the answer and stored with its turn.</summary>
/// <param name="Status">One of the constants below.</param>
/// <param name="Citations">The passages that the answer cites, by number.</param>
internal sealed record RetrievalOutcome(string Status, IReadOnlyList<Citation> Citations)
{
    /// <summary>The answer cites at least one passage.</summary>
    public const string Used = "used";

    /// <summary>The model got passages, but its answer cites none.</summary>
    public const string NoneCited = "none_cited";

    /// <summary>Nothing was found, or no passage fitted beside the message.</summary>
    public const string NoResults = "no_results";

    /// <summary>The knowledge base failed, and the model answered without it.</summary>
    public const string Unavailable = "unavailable";
}
