using System.Text.Json.Nodes;
using LocalCloud.Bedrock;
using LocalCloud.Tests.Bedrock;

namespace LocalCloud.Tests.Knowledge;

/// <summary>A folder of files and an emulator over it.</summary>
internal sealed class TestFolder : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("knowledge-");
    private SignedClient? _client;

    private TestFolder() { }

    public BedrockEmulator Emulator { get; private set; } = null!;

    public string Path => _folder.FullName;

    public static async Task<TestFolder> StartAsync(params (string Name, string Text)[] files)
    {
        TestFolder folder = new();
        foreach (var (name, text) in files)
        {
            folder.Write(name, text);
        }

        folder.Emulator = await TestEmulator.StartAsync(knowledge: folder.Path);
        folder._client = new(folder.Emulator.Url);
        return folder;
    }

    public void Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public void Write(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    public async Task<(int Status, string? Error, JsonNode Body)> PostAsync(string body, string id = "LOCALFILES")
    {
        using var response = await _client!.RetrieveAsync(body, id);
        var error = response.Headers.TryGetValues("x-amzn-ErrorType", out var types) ? types.Single().Split(':')[0] : null;

        return (
            (int)response.StatusCode,
            error,
            JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!
        );
    }

    public async Task<JsonNode> FindAsync(string query, string search = "")
    {
        var (status, _, body) = await PostAsync(Body(query, search));
        Assert.Equal(200, status);

        return body;
    }

    /// <summary>The files of what is found, best first.</summary>
    public async Task<IReadOnlyList<string>> FilesAsync(string query, string search = "") =>
        [.. (await FindAsync(query, search))["retrievalResults"]!.AsArray().Select(FileOf)];

    public static string FileOf(JsonNode? result) => (string)result!["location"]!["customDocumentLocation"]!["id"]!;

    public static string Body(string query, string search = "") =>
        $$"""{"retrievalQuery":{"text":"{{query}}"},"retrievalConfiguration":{"vectorSearchConfiguration":{ {{search}} } } }""";

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await Emulator.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
