using LocalCloud.DynamoDB;
using LocalCloud.Settings;

namespace LocalCloud.Tests.DynamoDB;

public sealed class NodeToolsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_at_once_one_installs_and_both_find_the_tools()
    {
        // npm runs this for every installation.
        await WritePackageAsync(scripts: """{ "postinstall": "echo once >> installations" }""");

        await Task.WhenAll(NodeTools.InstallAsync(_folder.FullName, Token), NodeTools.InstallAsync(_folder.FullName, Token));
        await NodeTools.InstallAsync(_folder.FullName, Token);

        Assert.True(File.Exists(Path.Combine(_folder.FullName, "node_modules", "tool", "package.json")));
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(_folder.FullName, "installations"), Token));
    }

    [Fact]
    public async Task A_newer_lock_file_installs_again()
    {
        await WritePackageAsync(scripts: """{ "postinstall": "echo again >> installations" }""");
        await NodeTools.InstallAsync(_folder.FullName, Token);

        File.SetLastWriteTimeUtc(Path.Combine(_folder.FullName, "package-lock.json"), DateTime.UtcNow.AddMinutes(1));
        await NodeTools.InstallAsync(_folder.FullName, Token);

        Assert.Equal(2, (await File.ReadAllLinesAsync(Path.Combine(_folder.FullName, "installations"), Token)).Length);
    }

    [Fact]
    public async Task Packages_run_no_scripts_where_that_is_not_wanted()
    {
        await WritePackageAsync(scripts: """{ "postinstall": "echo once >> installations" }""");

        await NodeTools.InstallAsync(_folder.FullName, Token, runsScripts: false);

        Assert.True(File.Exists(Path.Combine(_folder.FullName, "node_modules", "tool", "package.json")));
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "installations")));
    }

    [Fact]
    public async Task What_npm_complains_about_is_one_line()
    {
        await WritePackageAsync(scripts: """{ "postinstall": "exit 7" }""");

        var failed = await Assert.ThrowsAsync<UsageException>(() => NodeTools.InstallAsync(_folder.FullName, Token));

        Assert.StartsWith(
            $"npm ci failed in {_folder.FullName}: npm error",
            Assert.Single(failed.Message.Split('\n')),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_program_that_is_missing_is_one_line_that_says_what_to_do()
    {
        var missing = Assert.Throws<UsageException>(() => NodeTools.Start(new("no-such-node")));

        Assert.Equal("no-such-node cannot be started: Node.js 20 or newer is needed; without it, give --dynamodb URL.", missing.Message);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // The one dependency is a folder, so that no registry is asked.
    private async Task WritePackageAsync(string scripts)
    {
        _folder.CreateSubdirectory("tool");
        await WriteAsync("tool/package.json", """{ "name": "tool", "version": "1.0.0" }""");
        await WriteAsync(
            "package.json",
            $$"""{ "name": "tools", "version": "1.0.0", "scripts": {{scripts}}, "dependencies": { "tool": "file:tool" } }"""
        );
        await WriteAsync(
            "package-lock.json",
            """
            {
              "name": "tools", "version": "1.0.0", "lockfileVersion": 3, "requires": true,
              "packages": {
                "": { "name": "tools", "version": "1.0.0", "hasInstallScript": true, "dependencies": { "tool": "file:tool" } },
                "node_modules/tool": { "resolved": "tool", "link": true },
                "tool": { "version": "1.0.0" }
              }
            }
            """
        );
    }

    private Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(_folder.FullName, file), text, Token);
}
