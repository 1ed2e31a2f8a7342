namespace Llama;

/// <summary>Why a generation ended.</summary>
public enum StopReason
{
    /// <summary>The model had finished, or a stop sequence was met.</summary>
    Stop,

    /// <summary><see cref="InferenceParameters.MaxGenLen"/> or the context window was reached.</summary>
    Length,
}

/// <summary>What a stream tells: any number of <see cref="Text"/>, then one <see cref="Completed"/>.</summary>
public abstract record ChatEvent
{
    private ChatEvent()
    {
    }

    /// <summary>The region that answers; null where the client does not know its own.</summary>
    public string? Region { get; init; }

    /// <summary>The next piece of the answer.</summary>
    /// <param name="Value">Never empty, and never half a character.</param>
    /// <param name="Usage">The tokens billed up to and including this piece, as far as Bedrock has told.</param>
    public sealed record Text(string Value, TokenUsage Usage) : ChatEvent;

    /// <summary>The answer is whole.</summary>
    /// <param name="StopReason">Why it ended.</param>
    /// <param name="Usage">The tokens billed.</param>
    public sealed record Completed(StopReason StopReason, TokenUsage Usage) : ChatEvent;
}

/// <summary>An answer received whole.</summary>
/// <param name="Text">What the model said, as it said it.</param>
/// <param name="StopReason">Why it ended.</param>
/// <param name="Usage">The tokens billed.</param>
public sealed record Completion(string Text, StopReason StopReason, TokenUsage Usage)
{
    /// <summary>The region that answered; null where the client does not know its own.</summary>
    public string? Region { get; init; }
}
