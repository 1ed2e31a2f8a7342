namespace Chat.Telemetry;

/// <summary>How an answer of the model ended.</summary>
internal enum AnswerOutcome
{
    /// <summary>Nobody heard the end of it: the client or the deadline.</summary>
    Cancelled,
    Whole,
    Failed,
}

/// <summary>What is measured of one answer of the model.</summary>
/// <param name="Model">What Bedrock was asked for.</param>
/// <param name="Outcome">How it ended.</param>
internal sealed record AnswerMeasurements(string Model, AnswerOutcome Outcome)
{
    /// <summary>The region that answered; null if none did.</summary>
    public string? Region { get; init; }

    /// <summary>Whether that was not the preferred one.</summary>
    public bool IsFailover { get; init; }

    /// <summary>Whether the model's end of life is announced.</summary>
    public bool IsLegacy { get; init; }

    public int PromptTokens { get; init; }

    public int CompletionTokens { get; init; }

    public decimal CostUsd { get; init; }

    /// <summary>From the model's being asked to its end.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Until something was heard; null where the answer came whole, or not at all.</summary>
    public TimeSpan? FirstToken { get; init; }

    /// <summary>Calls beyond the first.</summary>
    public int Retries { get; init; }

    public int Throttled { get; init; }

    public int CircuitsOpen { get; init; }

    public bool HasGuardrailIntervened { get; init; }

    /// <summary>The pause between two tokens, on average; null if fewer than two were streamed.</summary>
    public TimeSpan? PerOutputToken => FirstToken is { } first && CompletionTokens > 1 ? (Duration - first) / (CompletionTokens - 1) : null;
}
