using Chat.Http;
using Chat.Knowledge;
using Chat.Metering;
using Chat.Prompts;
using Chat.Table;
using Llama;

namespace Chat.Conversations;

/// <summary>A question, and what became of it.</summary>
internal sealed record ConversationTurn
{
    /// <summary>1, 2, 3, … without gaps.</summary>
    public required int Number { get; init; }

    /// <summary>Where it stands if it is on a branch; null if it and all before it follow each other.</summary>
    public BranchPlace? Branch { get; init; }

    /// <summary>The turn that it follows; 0 for the start of the conversation.</summary>
    public int Parent => Branch?.Parent ?? Number - 1;

    /// <summary>How many turns lie before it on its path.</summary>
    public int Depth => Branch?.Depth ?? Number - 1;

    public required string User { get; init; }

    /// <summary>The answer, whole or partial; empty if nothing was generated.</summary>
    public string Assistant { get; init; } = "";

    /// <summary>How much of the answer is another turn's that it continues, in UTF-16 code units.</summary>
    public int Continued { get; init; }

    /// <summary>Whether anything was generated.</summary>
    public bool SaysSomethingNew => Assistant.Length > Continued;

    public required TurnStatus Status { get; init; }

    /// <summary>Why the answer ended: stop, length, guardrail, cancelled, deadline, or the code of the problem.</summary>
    public string? StopReason { get; init; }

    /// <summary>What a guardrail did to question or answer.</summary>
    public GuardrailAction Guardrail { get; init; }

    public TokenUsage Usage { get; init; }

    /// <summary>How often the model was asked; null if it was once.</summary>
    public int? Attempts { get; init; }

    public decimal CostUsd { get; init; }

    /// <summary>What the turn took, as clients are told it.</summary>
    public Usage Bill => ((TokenTotals)Usage).At(CostUsd) with { Attempts = Attempts };

    /// <summary>
    /// The last turn on its path before this one that the model may be shown, 0 if there is none; null in turns that were
    /// stored before this was. What lies between is not read for a prompt.
    /// </summary>
    public int? Before { get; init; }

    /// <summary>The turn to go on with, towards the start, for those that the model may be shown.</summary>
    public int NextShown => Before ?? Parent;

    /// <summary>What question and answer take in a later prompt, exactly; null where it was not counted.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>The vocabulary that <see cref="ContextTokens"/> was counted with.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>How this turn's prompt was counted; null where we did not have to count.</summary>
    public PromptCount? PromptCount { get; init; }

    /// <summary>What the answer took from the knowledge base; null if that was not asked.</summary>
    public RetrievalOutcome? Retrieval { get; init; }

    /// <summary>What the user thinks of the answer; null where nothing was said.</summary>
    public Feedback? Feedback { get; init; }

    /// <summary>The region that answered; null until the answer has ended.</summary>
    public string? Region { get; init; }

    /// <summary>The model that answered, kept with its region.</summary>
    public string? Model { get; init; }

    /// <summary>How many earlier turns the model was shown; null until the answer has ended.</summary>
    public int? TurnsIncluded { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when a turn that is being generated belongs to the process that generates it.</summary>
    public DateTimeOffset LeaseUntil { get; init; }

    /// <summary>Names that process's invocation.</summary>
    public string Lease { get; init; } = "";

    /// <summary>
    /// Whether the model may be shown the turn again. What a guardrail blocked, or may have blocked, would only be
    /// blocked again, and its message would pass for the model's own words.
    /// </summary>
    public bool IsShown => Assistant.Length > 0 && Guardrail is GuardrailAction.None or GuardrailAction.Anonymized;

    /// <summary>Whether its answer was cut and can go on: the model had not finished, and no guardrail stepped in.</summary>
    public bool CanContinue =>
        IsShown && !PromptTemplate.IsBlank(Assistant) && Status != TurnStatus.Generating && StopReason is not ("stop" or "guardrail");

    /// <summary>Whether only its number is known: the stored turn cannot be read.</summary>
    public bool IsUnreadable => StopReason == UnreadableItemException.Code;

    public Turn ToDialogTurn() => new(User, Assistant);

    public PastTurn ToPastTurn() => new(ToDialogTurn(), ContextTokens, Vocabulary, PromptCount);

    public bool IsGenerating(DateTimeOffset now) => Status == TurnStatus.Generating && LeaseUntil > now;

    /// <summary>The turn as it is seen: one whose process died has failed, though nobody was left to write that down.</summary>
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
