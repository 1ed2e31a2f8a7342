namespace Chat.Prompts;

/// <summary>How two counted one prompt.</summary>
/// <param name="Ours">Our own count, by the larger of the possible readings.</param>
/// <param name="Models">The model's count.</param>
internal readonly record struct PromptCount(int Ours, int Models)
{
    /// <summary>The model's tokens for one of ours. Odd counts of a model must not fill or empty a window.</summary>
    public double Ratio => Ours > 0 && Models > 0 ? Math.Clamp((double)Models / Ours, 0.25, 4) : 1;
}
