using Shared;

namespace Llama.Tests;

/// <summary>The arrows between the folders of src/Llama.</summary>
public class ArchitectureTests
{
    private const string Vocabulary = "(vocabulary)";

    private static readonly string[] _floors =
    [
        FolderGraph.Root,
        "Tracing",
        "Invocation",
        "Streaming",
        "Regions",
        "Errors",
        "Models",
        "Prompts",
        Vocabulary,
        "Tokens",
    ];

    // The root holds the two clients on top, and below everything what all folders speak of.
    private static readonly Dictionary<string, string?> _elsewhere = new(Exceptions())
    {
        ["ChatEvent"] = Vocabulary,
        ["Completion"] = Vocabulary,
        ["GuardrailAction"] = Vocabulary,
        ["LlamaError"] = Vocabulary,
        ["ModelCalls"] = Vocabulary,
        ["StopReason"] = Vocabulary,
        ["TraceNames"] = Vocabulary,
    };

    [Fact]
    public void A_folder_uses_only_folders_below_it() => Assert.Empty(Graph().Against(_floors));

    [Fact]
    public void A_reversed_dependency_is_found() => Assert.NotEmpty(Graph().Against([.. _floors.Reverse()]));

    private static IEnumerable<KeyValuePair<string, string?>> Exceptions() =>
        typeof(LlamaException)
            .Assembly.GetTypes()
            .Where(typeof(LlamaException).IsAssignableFrom)
            .Select(type => new KeyValuePair<string, string?>(type.Name, Vocabulary));

    private static FolderGraph Graph() =>
        FolderGraph.Of(typeof(LlamaClient).Assembly.Location, Path.Combine(Repository.Root, "src", "Llama"), _elsewhere);
}
