namespace Chat.Knowledge;

/// <summary>A passage of a document.</summary>
/// <param name="Text">Never empty.</param>
/// <param name="Score">The relevance to the question; null if Bedrock does not report it.</param>
/// <param name="Source">The document's address; null if it has none.</param>
/// <param name="Location">The document's location as Bedrock reports it.</param>
internal sealed record Passage(string Text, double? Score, string? Source, CitationLocation? Location);
