namespace Chat.Tests.Exploration;

/// <summary>A process that uses the table.</summary>
/// <param name="name">Tells it from the others.</param>
/// <param name="body">What it does; the result is what its caller is told.</param>
internal sealed class Actor(string name, Func<Actor, Task<string>> body)
{
    public string Name { get; } = name;

    /// <summary>The calls that it waits for.</summary>
    public List<Call> Waiting { get; } = [];

    /// <summary>All that it has seen: what it does next depends on nothing else.</summary>
    public List<(string What, object? Answer)> History { get; } = [];

    public bool IsDead { get; set; }

    /// <summary>What its caller was told; null if it has not come to its end.</summary>
    public string? Told => Task is { IsCompleted: true } ended ? ended.Result : null;

    private Task<string>? Task { get; set; }

    /// <summary>Runs up to its first calls.</summary>
    public void Start() => Task = body(this);
}

/// <summary>A call of the table that is not done yet.</summary>
/// <param name="What">What it does, for messages.</param>
/// <param name="IsWrite">Whether it changes anything.</param>
/// <param name="Do">Does it, and returns the answer and the way to hand it on.</param>
internal sealed record Call(string What, bool IsWrite, Func<(object? Answer, Action HandOn)> Do)
{
    /// <summary>Whether it was done before, and its answer was lost.</summary>
    public bool IsRepeated { get; init; }
}
