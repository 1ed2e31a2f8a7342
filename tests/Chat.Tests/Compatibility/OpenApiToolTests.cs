using Chat.Tests.OpenApi;
using LocalCloud.DynamoDB;
using Shared;

namespace Chat.Tests.Compatibility;

/// <summary>Tools from npm that read the API's description: linters, and a generator of clients.</summary>
public sealed class OpenApiToolTests(LocalCloudFixture cloud) : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(ClientRuns.Folder, "generated");

    private string Document => Path.Combine(_folder, "openapi.json");

    public async ValueTask InitializeAsync()
    {
        await NodeTools.InstallAsync(ClientRuns.Folder, TestContext.Current.CancellationToken, runsScripts: false);
        Directory.CreateDirectory(_folder);
        await File.WriteAllTextAsync(Document, ApiDocument.Text, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Redocly_has_nothing_to_say()
    {
        var report = await NodeProgram.RunJsonAsync(
            "node",
            Tool("@redocly/cli/bin/cli.js"),
            "lint",
            Document,
            "--config",
            Ours("redocly.yaml"),
            "--format=json"
        );

        Assert.Equal("[]", report["problems"]!.ToJsonString());
    }

    // With problems of any severity, its exit status is 1, and the exception has them.
    [Fact]
    public Task Spectral_has_nothing_to_say() =>
        NodeProgram.RunAsync(
            "node",
            Tool("@stoplight/spectral-cli/dist/index.js"),
            "lint",
            Document,
            "--ruleset",
            Ours("spectral.yaml"),
            "--fail-severity=hint"
        );

    [Fact]
    public async Task A_generated_client_compiles_strictly_without_optional_fields_and_runs()
    {
        await NodeProgram.RunAsync("node", Tool("openapi-typescript/bin/cli.js"), Document, "-o", Path.Combine(_folder, "api.d.ts"));
        await NodeProgram.RunAsync("node", Tool("typescript/bin/tsc"), "-p", ClientRuns.Folder);

        var report = await NodeProgram.RunJsonAsync(
            "node",
            Path.Combine(_folder, "generated-client.js"),
            cloud.Cloud.Api.ToString(),
            $"typed-{Guid.NewGuid():N}"
        );

        Assert.Equal(cloud.Cloud.Api.ToString(), report.Text("baseUrl"));
        Assert.Equal(
            ("meta.llama2-13b-chat-v1", """["meta.llama2-13b-chat-v1"]"""),
            (report.Text("model"), report["models"]!.ToJsonString())
        );
        Assert.Equal(("1 2 3 4 5", 10), (report.Text("answer"), report.Number("tokens")));
        Assert.Equal(("""["user","assistant"]""", "[true]"), (report["messages"]!.ToJsonString(), report["conversations"]!.ToJsonString()));
        Assert.Equal(("1 2 3", "event: done"), (report.Text("completion"), report.Text("stream")));
        Assert.Equal(("invalid_request", "not_found"), (report.Text("refused"), report.Text("missing")));
        Assert.Equal("AbortError", report.Text("aborted"));
    }

    private static string Tool(string path) => Path.Combine([ClientRuns.Folder, "node_modules", .. path.Split('/')]);

    private static string Ours(string name) => Path.Combine(ClientRuns.Folder, name);
}
