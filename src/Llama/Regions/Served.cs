namespace Llama.Regions;

/// <summary>The answer of a region.</summary>
/// <param name="Value">The answer.</param>
/// <param name="Region">The region's name; null if unknown.</param>
internal readonly record struct Served<T>(T Value, string? Region);
