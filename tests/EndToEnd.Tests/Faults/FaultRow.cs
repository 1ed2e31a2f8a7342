using LocalCloud.Bedrock.Faults;

namespace EndToEnd.Tests.Faults;

/// <summary>How a client asks.</summary>
public enum Way
{
    Message,
    MessageStreamed,
    Chat,
    ChatStreamed,
}

/// <summary>A fault, and what comes of it.</summary>
/// <param name="Fault">The fault in a few words.</param>
/// <param name="Rules">The emulator's rules for it.</param>
/// <param name="Code">The problem's code; null if there is an answer all the same.</param>
/// <param name="Status">The status, unless a stream has begun by then.</param>
/// <param name="StopReason">What the turn ends with; null if no turn is begun.</param>
/// <param name="ModelCalls">How often the model is asked, in all regions.</param>
internal sealed record FaultRow(string Fault, FaultRule[] Rules, int Status, string? Code, string? StopReason, int ModelCalls)
{
    /// <summary>Whether it strikes when some of the answer has been sent.</summary>
    public bool IsMidStream { get; init; }

    /// <summary>The region that answers.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>What the answer says of its retrieval; none is asked for if null.</summary>
    public string? Retrieval { get; init; }

    /// <summary>How often the model was asked without its cost being known: for each, the worst case stays reserved.</summary>
    public int UnsettledCalls { get; init; }

    /// <summary>The ways to ask in which it can strike.</summary>
    public Way[] Ways { get; init; } = [Way.Message, Way.MessageStreamed, Way.Chat, Way.ChatStreamed];

    /// <summary>Variables of the functions.</summary>
    public (string Name, string Value)[] Variables { get; init; } = [];

    public bool IsPossible(Way way) => Ways.Contains(way) && (way != Way.Chat || !IsMidStream);
}
