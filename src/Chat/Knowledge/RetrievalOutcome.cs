namespace Chat.Knowledge;

/// <summary>What came of a retrieval, as it is told with the answer and stored with its turn.</summary>
/// <param name="Status">One of the four below.</param>
/// <param name="Citations">The passages that the answer names, by number.</param>
internal sealed record RetrievalOutcome(string Status, IReadOnlyList<Citation> Citations)
{
    /// <summary>The answer names at least one passage.</summary>
    public const string Used = "used";

    /// <summary>The model was given passages, and its answer names none of them.</summary>
    public const string NoneCited = "none_cited";

    /// <summary>Nothing was found, or nothing of it fitted beside the message.</summary>
    public const string NoResults = "no_results";

    /// <summary>The knowledge base failed, and the model answered without it.</summary>
    public const string Unavailable = "unavailable";
}
