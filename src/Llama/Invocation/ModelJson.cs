namespace Llama;

/// <summary>The model's own response body, or one chunk of it.</summary>
/// <param name="Utf8">A JSON object, byte for byte as it came.</param>
/// <param name="Region">The region that answered; null where the client does not know its own.</param>
public readonly record struct ModelJson(ReadOnlyMemory<byte> Utf8, string? Region);
