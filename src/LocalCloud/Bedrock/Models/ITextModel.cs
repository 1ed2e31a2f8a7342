using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.Models;

/// <summary>A model behind the emulator: the scripted one, or a real one on another server.</summary>
internal interface ITextModel
{
    /// <exception cref="BedrockException">The model cannot answer.</exception>
    Task<Generation> CompleteAsync(GenerationRequest request, CancellationToken cancellationToken);

    /// <summary>The answer in pieces; only the last one has a stop reason.</summary>
    /// <exception cref="BedrockException">The model cannot answer, or stops in the middle.</exception>
    IAsyncEnumerable<Generation> StreamAsync(GenerationRequest request, CancellationToken cancellationToken);
}

/// <summary>An answer, or a piece of one. The token counts include all pieces so far.</summary>
internal sealed record Generation(string Text, int PromptTokens, int GeneratedTokens, string? StopReason)
{
    /// <summary>What a guardrail did; set for a whole answer and for the last piece of a stream.</summary>
    public GuardrailVerdict? Guardrail { get; init; }
}
