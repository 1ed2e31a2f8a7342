using System.Text.Json.Nodes;
using LocalCloud.Tests.Bedrock;

namespace LocalCloud.Tests.Knowledge;

public sealed class OtherSdkTests : IClassFixture<OtherSdk>
{
    [Fact]
    public async Task The_JavaScript_SDK_retrieves_by_filter()
    {
        await using var folder = await TestFolder.StartAsync(("a.md", "apple red"), ("b.md", "apple green"));

        var report = await OtherSdk.NodeAsync(
            folder.Emulator.Url,
            Call(
                filter: new()
                {
                    ["equals"] = new JsonObject { ["key"] = "file_name", ["value"] = "b.md" },
                }
            ),
            "retrieve.mjs"
        );

        Assert.Null(report["error"]);
        var result = Assert.Single(report["results"]!.AsArray())!;
        Assert.Equal(
            ("apple green", "CUSTOM", "b.md"),
            ((string?)result["content"]!["text"], (string?)result["location"]!["type"], TestFolder.FileOf(result))
        );
    }

    [Theory]
    [InlineData("OTHER", "local", "ResourceNotFoundException", 404)]
    [InlineData("LOCALFILES", "guessed", "InvalidSignatureException", 403)]
    public async Task The_JavaScript_SDK_gets_errors_of_its_own_types(string id, string secret, string exception, int status)
    {
        await using var folder = await TestFolder.StartAsync();

        var report = await OtherSdk.NodeAsync(folder.Emulator.Url, Call(id, secret), "retrieve.mjs");

        Assert.Equal((exception, status), ((string?)report["error"]!["name"], (int)report["error"]!["status"]!));
    }

    [Fact]
    public async Task Boto3_follows_the_pages()
    {
        await using var folder = await TestFolder.StartAsync(("a.md", "apple"), ("b.md", "apple pear"), ("c.md", "apple pear plum"));

        var report = await OtherSdk.PythonAsync("retrieve.py", folder.Emulator.Url.ToString(), "LOCALFILES", "apple");

        Assert.Equal(
            ["a.md", "b.md", "c.md"],
            report["pages"]!.AsArray().Select(page => TestFolder.FileOf(Assert.Single(page!.AsArray())))
        );
    }

    private static JsonObject Call(string id = "LOCALFILES", string secret = "local", JsonObject? filter = null) =>
        new()
        {
            ["secret"] = secret,
            ["input"] = new JsonObject
            {
                ["knowledgeBaseId"] = id,
                ["retrievalQuery"] = new JsonObject { ["text"] = "apple" },
                ["retrievalConfiguration"] = filter is null
                    ? null
                    : new JsonObject { ["vectorSearchConfiguration"] = new JsonObject { ["filter"] = filter } },
            },
        };
}
