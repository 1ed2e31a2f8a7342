namespace Chat.Tests.Exploration;

/// <summary>One way to go on: a call is done, with or without a mishap.</summary>
internal readonly record struct Step(Actor Actor, Call Call, Mishap Mishap);

internal enum Mishap
{
    None,

    /// <summary>The process dies before the call arrives.</summary>
    DiesBefore,

    /// <summary>The call is done, and the process dies before its answer arrives.</summary>
    DiesAfter,

    /// <summary>The call is done, and its answer is lost: the SDK sends it again.</summary>
    AnswerIsLost,
}
