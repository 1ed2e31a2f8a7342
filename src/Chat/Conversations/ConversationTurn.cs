using Chat.Http;
using Chat.Knowledge;
using Chat.Metering;
using Chat.Prompts;
using Chat.Table;
using Llama;

namespace Chat.Conversations;

/// <summary>A question and its outcome.</summary>
internal sealed record ConversationTurn
{
    /// <summary>1, 2, 3, … without gaps.</summary>
    public required int Number { get; init; }

    /// <summary>Its position on a branch; null if it and all turns before it follow each other.</summary>
    public BranchPlace? Branch { get; init; }

    /// <summary>The turn that it follows; 0 for the start of the conversation.</summary>
    public int Parent => Branch?.Parent ?? Number - 1;

    /// <summary>The number of turns before it on its path.</summary>
    public int Depth => Branch?.Depth ?? Number - 1;

    public required string User { get; init; }

    /// <summary>The answer, whole or partial; empty if nothing was generated.</summary>
    public string Assistant { get; init; } = "";

    /// <summary>The length of the text that comes from the turn it continues, in UTF-16 code units.</summary>
    public int Continued { get; init; }

    /// <summary>Whether any text was generated.</summary>
    public bool SaysSomethingNew => Assistant.Length > Continued;

    public required TurnStatus Status { get; init; }

    /// <summary>Why the answer ended: stop, length, guardrail, cancelled, deadline, or the code of the problem.</summary>
    public string? StopReason { get; init; }

    /// <summary>What a guardrail did to the question or the answer.</summary>
    public GuardrailAction Guardrail { get; init; }

    public TokenUsage Usage { get; init; }

    /// <summary>The number of calls to the model; null for one.</summary>
    public int? Attempts { get; init; }

    public decimal CostUsd { get; init; }

    /// <summary>The usage of the turn for callers.</summary>
    public Usage Bill => ((TokenTotals)Usage).At(CostUsd) with { Attempts = Attempts };

    /// <summary>
    /// The last turn before this one on its path that prompts may contain, 0 if there is none; null in turns from before this was stored.
    /// Turns in between are not read for a prompt.
    /// </summary>
    public int? Before { get; init; }

    /// <summary>The previous turn on the path that prompts may contain.</summary>
    public int NextShown => Before ?? Parent;

    /// <summary>The exact tokens of question and answer in a later prompt; null if not counted.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>The vocabulary of <see cref="ContextTokens"/>.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>Our and the model's count of this turn's prompt; null if we did not count it.</summary>
    public PromptCount? PromptCount { get; init; }

    /// <summary>The retrieval's outcome; null if none was requested.</summary>
    public RetrievalOutcome? Retrieval { get; init; }

    /// <summary>The user's feedback; null for none.</summary>
    public Feedback? Feedback { get; init; }

    /// <summary>The region that answered; null until the answer has ended.</summary>
    public string? Region { get; init; }

    /// <summary>The model that answered, stored with its region.</summary>
    public string? Model { get; init; }

    /// <summary>The number of earlier turns in the prompt; null until the answer has ended.</summary>
    public int? TurnsIncluded { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The end of the lease of the process that generates the turn.</summary>
    public DateTimeOffset LeaseUntil { get; init; }

    /// <summary>The id of the lease.</summary>
    public string Lease { get; init; } = "";

    /// <summary>
    /// Whether prompts may contain the turn. Text that a guardrail blocked, or may have blocked, would be blocked again, and its message
    /// would look like the model's own words.
    /// </summary>
    public bool IsShown => Assistant.Length > 0 && Guardrail is GuardrailAction.None or GuardrailAction.Anonymized;

    /// <summary>Whether its answer was cut off and can be continued: the model had not finished, and no guardrail intervened.</summary>
    public bool CanContinue =>
        IsShown && !PromptTemplate.IsBlank(Assistant) && Status != TurnStatus.Generating && StopReason is not ("stop" or "guardrail");

    /// <summary>Whether the stored turn cannot be read, so that only its number is known.</summary>
    public bool IsUnreadable => StopReason == UnreadableItemException.Code;

    public Turn ToDialogTurn() => new(User, Assistant);

    public PastTurn ToPastTurn() => new(ToDialogTurn(), ContextTokens, Vocabulary, PromptCount);

    public bool IsGenerating(DateTimeOffset now) => Status == TurnStatus.Generating && LeaseUntil > now;

    /// <summary>The turn's current state: with an expired lease it has failed, even if no process has recorded that.</summary>
    public ConversationTurn SeenAt(DateTimeOffset now) =>
        Status == TurnStatus.Generating && !IsGenerating(now) ? this with { Status = TurnStatus.Failed, StopReason = "abandoned" } : this;
}

internal enum TurnStatus
{
    Generating,
    Complete,
    Cancelled,
    Failed,
}
