using Shared;

namespace LocalCloud.Tests;

/// <summary>The arrows between the folders of src/LocalCloud.</summary>
public class ArchitectureTests
{
    private static readonly string[] _floors =
    [
        FolderGraph.Root,
        "Gateway",
        "Metrics",
        "Lambda",
        "Bedrock",
        "Bedrock/InvokeModel",
        "Bedrock/Retrieve",
        "Bedrock/Converse",
        "Bedrock/Models",
        "Bedrock/Journal",
        "Bedrock/Faults",
        "Knowledge DynamoDB",
        "Bedrock/Wire",
        "Network",
        "Settings",
    ];

    [Fact]
    public void A_folder_uses_only_folders_below_it() => Assert.Empty(Graph().Against(_floors));

    [Fact]
    public void A_reversed_dependency_is_found() => Assert.NotEmpty(Graph().Against([.. _floors.Reverse()]));

    // One serializer context serves all folders of the emulator.
    private static FolderGraph Graph() =>
        FolderGraph.Of(
            typeof(Cloud).Assembly.Location,
            Path.Combine(Repository.Root, "src", "LocalCloud"),
            new Dictionary<string, string?> { ["BedrockJson"] = null }
        );
}
