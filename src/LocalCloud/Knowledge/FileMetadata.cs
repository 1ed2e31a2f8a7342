using System.Text.Json;

namespace LocalCloud.Knowledge;

/// <summary>
/// The metadata of a file for filters: path, name, folder, time of the last change, and the attributes in <c>FILE.metadata.json</c>
/// beside it, in the form that Bedrock reads from S3: <c>{"metadataAttributes": {"key": value}}</c>.
/// </summary>
internal static class FileMetadata
{
    public static FileInfo Sidecar(FileInfo file) => new($"{file.FullName}.metadata.json");

    public static IReadOnlyDictionary<string, JsonElement> Of(FileInfo file, string path)
    {
        Dictionary<string, JsonElement> metadata = Attributes(Sidecar(file));
        metadata["x-amz-bedrock-kb-source-uri"] = Text(path);
        metadata["file_name"] = Text(file.Name);
        metadata["folder"] = Text(path.LastIndexOf('/') is >= 0 and var end ? path[..end] : "");

        // Seconds since 1970, so that greaterThan can compare it.
        metadata["modified"] = JsonElement.Parse($"{new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeSeconds()}");

        return metadata;
    }

    private static Dictionary<string, JsonElement> Attributes(FileInfo sidecar)
    {
        try
        {
            if (!sidecar.Exists || sidecar.LinkTarget is not null || sidecar.Length is 0 or > TextFile.MaxBytes)
            {
                return [];
            }

            using var json = JsonDocument.Parse(File.ReadAllBytes(sidecar.FullName));
            return json
                .RootElement.GetProperty("metadataAttributes")
                .EnumerateObject()
                .ToDictionary(attribute => attribute.Name, attribute => attribute.Value.Clone());
        }
        catch (Exception unreadable)
            when (unreadable
                    is IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or ArgumentException
            )
        {
            // A document without its attributes is better than none.
            return [];
        }
    }

    private static JsonElement Text(string text) => JsonElement.Parse($"\"{JsonEncodedText.Encode(text)}\"");
}
