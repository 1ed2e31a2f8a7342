using Shared;

namespace Chat.Tests;

/// <summary>The arrows between the folders of src/Chat.</summary>
public class ArchitectureTests
{
    private static readonly string[] _floors =
    [
        "Hosting",
        "Admin",
        "Completions Conversations",
        "Knowledge Metering",
        "Prompts",
        "Table Aws",
        "Http",
        "Review",
        "Telemetry",
        "Configuration",
    ];

    [Fact]
    public void A_folder_uses_only_folders_below_it() => Assert.Empty(Graph().Against(_floors));

    [Fact]
    public void A_reversed_dependency_is_found() => Assert.NotEmpty(Graph().Against([.. _floors.Reverse()]));

    // One serializer context serves all features: a second one costs time in a cold start.
    private static FolderGraph Graph() =>
        FolderGraph.Of(
            typeof(Hosting.FunctionHost).Assembly.Location,
            Path.Combine(Repository.Root, "src", "Chat"),
            new Dictionary<string, string?> { ["ChatJson"] = null }
        );
}
