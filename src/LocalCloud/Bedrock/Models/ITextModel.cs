using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.Models;

/// <summary>What answers behind the wire: the scripted model, or a real one on another server.</summary>
internal interface ITextModel
{
    /// <exception cref="BedrockException">The model cannot answer.</exception>
    Task<Generation> CompleteAsync(GenerationRequest request, CancellationToken cancellationToken);

    /// <summary>The answer in pieces; only the last one has a stop reason.</summary>
    /// <exception cref="BedrockException">The model cannot answer, or breaks off.</exception>
    IAsyncEnumerable<Generation> StreamAsync(GenerationRequest request, CancellationToken cancellationToken);
}

/// <summary>An answer, or a piece of one; the token counts are those so far, this piece's included.</summary>
internal sealed record Generation(string Text, int PromptTokens, int GeneratedTokens, string? StopReason)
{
    /// <summary>What a guardrail did, where it is told: with a whole answer, and with the last piece of a stream.</summary>
    public GuardrailVerdict? Guardrail { get; init; }
}
