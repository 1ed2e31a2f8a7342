namespace Chat.Telemetry;

/// <summary>How an answer of the model ended.</summary>
internal enum AnswerOutcome
{
    /// <summary>The client disconnected, or the time was up.</summary>
    Cancelled,
    Whole,
    Failed,
}

/// <summary>The measurements of one answer of the model.</summary>
/// <param name="Model">The model's id or ARN for Bedrock.</param>
/// <param name="Outcome">How it ended.</param>
internal sealed record AnswerMeasurements(string Model, AnswerOutcome Outcome)
{
    /// <summary>The region that answered; null if none did.</summary>
    public string? Region { get; init; }

    /// <summary>Whether this was not the preferred region.</summary>
    public bool IsFailover { get; init; }

    /// <summary>Whether the model's end of life is announced.</summary>
    public bool IsLegacy { get; init; }

    public int PromptTokens { get; init; }

    public int CompletionTokens { get; init; }

    public decimal CostUsd { get; init; }

    /// <summary>From the first call to the end of the answer.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The time to the first token; null if the answer was not streamed, or there was none.</summary>
    public TimeSpan? FirstToken { get; init; }

    /// <summary>Calls beyond the first.</summary>
    public int Retries { get; init; }

    public int Throttled { get; init; }

    public int CircuitsOpen { get; init; }

    public bool HasGuardrailIntervened { get; init; }

    /// <summary>The average time between two tokens; null if fewer than two were streamed.</summary>
    public TimeSpan? PerOutputToken => FirstToken is { } first && CompletionTokens > 1 ? (Duration - first) / (CompletionTokens - 1) : null;
}
