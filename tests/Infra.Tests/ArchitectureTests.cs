using Shared;

namespace Infra.Tests;

/// <summary>The arrows between the folders of infra.</summary>
public class ArchitectureTests
{
    private static readonly string[] _floors =
    [
        FolderGraph.Root,
        "Monitoring",
        "Retention Web",
        "Api",
        "Authentication",
        "Functions",
        "Storage",
        "Models",
        "Packaging",
        "Settings",
    ];

    [Fact]
    public void A_folder_uses_only_folders_below_it() => Assert.Empty(Graph().Against(_floors));

    [Fact]
    public void A_reversed_dependency_is_found() => Assert.NotEmpty(Graph().Against([.. _floors.Reverse()]));

    private static FolderGraph Graph() =>
        FolderGraph.Of(typeof(ChatStack).Assembly.Location, Path.Combine(Shared.Repository.Root, "infra"));
}
