using System.Text;

namespace Chat.Telemetry;

/// <summary>What a reviewer reads of one answer or rating. It exists only if the deployment keeps a review log.</summary>
internal sealed class ReviewedAnswer
{
    private readonly StringBuilder _answer = new();

    /// <summary>The conversation and its turn; null for routes without conversations.</summary>
    public (string Conversation, int Turn)? Place { get; set; }

    /// <summary>The whole prompt, as the template renders it; null if the model was not asked.</summary>
    public string? Prompt { get; set; }

    public string Answer => _answer.ToString();

    /// <summary>What a guardrail did; null for nothing.</summary>
    public string? Guardrail { get; set; }

    /// <summary>The citations as JSON, from the answer; null for none.</summary>
    public Func<string, byte[]>? Citations { get; set; }

    /// <summary>A rating with its reason and comment as JSON.</summary>
    public byte[]? Feedback { get; set; }

    /// <summary>Adds to the answer.</summary>
    public void Say(string text) => _answer.Append(text);
}
