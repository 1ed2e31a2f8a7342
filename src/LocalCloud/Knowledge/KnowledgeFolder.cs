using System.Text.Json;

namespace LocalCloud.Knowledge;

/// <summary>A passage of a file, with the file's metadata.</summary>
internal sealed record FilePassage(string Text, string Path, IReadOnlyDictionary<string, JsonElement> Metadata);

/// <summary>The passages of a folder's .txt and .md files, read again after changes.</summary>
/// <remarks>Ignores hidden files, and symbolic links, which could lead out of the folder.</remarks>
internal sealed class KnowledgeFolder(string path)
{
    /// <summary>Limits the time for a wrong folder such as <c>/</c>.</summary>
    public const int MaxFiles = 5000;

    private static readonly EnumerationOptions _own = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System,
    };

    private readonly Lock _lock = new();
    private Dictionary<string, (Version Version, IReadOnlyList<FilePassage> Passages)> _files = [];
    private KnowledgeIndex _index = new([]);

    /// <summary>Reads the folder's current content.</summary>
    public KnowledgeIndex Read()
    {
        lock (_lock)
        {
            var found = Files().ToDictionary(file => Relative(file), file => (File: file, Version: Version.Of(file)));
            var isSame =
                found.Count == _files.Count
                && found.All(file => _files.TryGetValue(file.Key, out var known) && known.Version == file.Value.Version);
            if (!isSame)
            {
                _files = found.ToDictionary(
                    file => file.Key,
                    file =>
                        _files.TryGetValue(file.Key, out var known) && known.Version == file.Value.Version
                            ? known
                            : (file.Value.Version, Passages(file.Value.File, file.Key))
                );
                _index = new([.. _files.OrderBy(file => file.Key, StringComparer.Ordinal).SelectMany(file => file.Value.Passages)]);
            }

            return _index;
        }
    }

    private IEnumerable<FileInfo> Files() =>
        new DirectoryInfo(path) is { Exists: true } folder
            ? folder.EnumerateFiles("*", _own).Where(file => file.Extension.ToLowerInvariant() is ".txt" or ".md").Take(MaxFiles)
            : [];

    private string Relative(FileInfo file) => Path.GetRelativePath(path, file.FullName).Replace('\\', '/');

    private static IReadOnlyList<FilePassage> Passages(FileInfo file, string name)
    {
        var metadata = FileMetadata.Of(file, name);

        return TextFile.Read(file) is { } text ? [.. Splitter.Split(text).Select(passage => new FilePassage(passage, name, metadata))] : [];
    }

    private sealed record Version(long Length, DateTime Modified, DateTime MetadataModified)
    {
        public static Version Of(FileInfo file) =>
            new(file.Exists ? file.Length : 0, file.LastWriteTimeUtc, FileMetadata.Sidecar(file).LastWriteTimeUtc);
    }
}
