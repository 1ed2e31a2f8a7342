namespace Llama.Regions;

/// <summary>What a region answered.</summary>
/// <param name="Value">The answer.</param>
/// <param name="Region">The region's name; null where nobody knows it.</param>
internal readonly record struct Served<T>(T Value, string? Region);
