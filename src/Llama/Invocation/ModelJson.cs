namespace Llama;

/// <summary>The model's own response body, or one chunk of it.</summary>
/// <param name="Utf8">A JSON object, unchanged.</param>
/// <param name="Region">The region that answered; null if the client does not know it.</param>
public readonly record struct ModelJson(ReadOnlyMemory<byte> Utf8, string? Region);
