namespace Chat.Prompts;

/// <summary>Our count and the model's count of the same prompt.</summary>
/// <param name="Ours">Our count, by the larger of the possible interpretations of the template.</param>
/// <param name="Models">The model's count.</param>
internal readonly record struct PromptCount(int Ours, int Models)
{
    /// <summary>The model's tokens per token of ours, limited so that an implausible count cannot fill or empty a window.</summary>
    public double Ratio => Ours > 0 && Models > 0 ? Math.Clamp((double)Models / Ours, 0.25, 4) : 1;
}
