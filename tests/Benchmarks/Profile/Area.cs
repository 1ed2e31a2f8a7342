namespace Benchmarks.Profile;

/// <summary>A part of the executable or of the system that sampled functions belong to.</summary>
/// <param name="Name">Its row.</param>
/// <param name="Beginnings">What the names of its functions begin with.</param>
internal sealed record Area(string Name, params string[] Beginnings)
{
    private static readonly Area _rest = new("the rest");

    private static readonly Area[] _all =
    [
        new("the kernel: sockets, waiting, output", "[k]"),
        new("AWS's SDK", "AWSSDK_"),
        new("our Bedrock client and Runtime API (src/Aws)", "Aws_"),
        new("src/Chat", "bootstrap_"),
        new("src/Llama", "Llama_"),
        new(".NET: HTTP and sockets", "System_Net"),
        new(".NET: JSON", "System_Text_Json"),
        new(".NET: tasks and threads", "S_P_CoreLib_System_Threading", "S_P_CoreLib_System_Runtime_CompilerServices"),
        new(".NET: types, allocation, collection", "Rh", "WKS::", "S_P_CoreLib_System_Runtime", "GCToEE", "Thread::"),
        new(".NET: the rest of the base library", "S_P_", "System_", "String__"),
    ];

    /// <param name="symbol">A function as perf prints it: <c>[.]</c> or <c>[k]</c>, and its name.</param>
    public static Area Of(string symbol)
    {
        var name = symbol.StartsWith("[.] ", StringComparison.Ordinal) ? symbol["[.] ".Length..] : symbol;

        return Array.Find(_all, area => area.Beginnings.Any(beginning => name.StartsWith(beginning, StringComparison.Ordinal))) ?? _rest;
    }
}
