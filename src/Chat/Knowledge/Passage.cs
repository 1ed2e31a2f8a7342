namespace Chat.Knowledge;

/// <summary>A piece of a document.</summary>
/// <param name="Text">Never empty.</param>
/// <param name="Score">How well it fits the question; null where Bedrock does not tell.</param>
/// <param name="Source">The document's address; null where it has none.</param>
/// <param name="Location">Where the document is, as Bedrock told.</param>
internal sealed record Passage(string Text, double? Score, string? Source, CitationLocation? Location);
