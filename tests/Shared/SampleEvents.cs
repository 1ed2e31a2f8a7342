namespace Shared;

/// <summary>The files of events/.</summary>
internal static class SampleEvents
{
    public static IEnumerable<string> Names =>
        Folder.GetFiles("*.json").Select(file => Path.GetFileNameWithoutExtension(file.Name)).Order(StringComparer.Ordinal);

    private static DirectoryInfo Folder => new(Path.Combine(Root(new(AppContext.BaseDirectory)).FullName, "events"));

    public static FileInfo File(string name) => new(Path.Combine(Folder.FullName, $"{name}.json"));

    private static DirectoryInfo Root(DirectoryInfo folder) =>
        folder.GetFiles("Serverless.sln").Length > 0 ? folder
        : folder.Parent is { } parent ? Root(parent)
        : throw new InvalidOperationException("The tests run outside the repository.");
}
