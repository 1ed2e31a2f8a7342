using System.IO.Compression;

namespace Web.Tests;

/// <summary>What the page weighs, and what it is made of.</summary>
public sealed class WeightTests
{
    private static readonly string _web = Path.Combine(Repository.Root, "src", "Web");

    // Licences are for people, and the vendoring script is for the build.
    private static IEnumerable<string> Files =>
        Directory
            .GetFiles(_web, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".html" or ".css" or ".js" or ".svg" or ".json");

    [Fact]
    public void All_of_the_page_is_less_than_150_KB_gzipped()
    {
        var sizes = Files.ToDictionary(file => Path.GetRelativePath(_web, file), Gzipped);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{sizes.Values.Sum() / 1024.0:0.0} KB gzipped in {sizes.Count} files; the libraries are {sizes.Where(size => size.Key.StartsWith("vendor", StringComparison.Ordinal)).Sum(size => size.Value) / 1024.0:0.0} KB of it"
        );
        Assert.InRange(sizes.Values.Sum(), 1, 150 * 1024);
    }

    [Fact]
    public void No_script_and_no_style_is_inline_and_nothing_comes_from_elsewhere()
    {
        var page = File.ReadAllText(Path.Combine(_web, "index.html"));

        Assert.DoesNotMatch("""<script(?![^>]*\ssrc=)""", page);
        Assert.DoesNotMatch("""<style|\sstyle=|\son\w+=""", page);
        Assert.DoesNotMatch("""(src|href)="(https?:)?//""", page);
    }

    [Fact]
    public void The_libraries_are_those_of_the_lock_file()
    {
        foreach (var (name, version) in new[] { ("marked.js", Locked("marked")), ("dompurify.js", Locked("dompurify")) })
        {
            Assert.Contains(version, File.ReadAllText(Path.Combine(_web, "vendor", name))[..2000]);
        }
    }

    private static long Gzipped(string file)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(File.ReadAllBytes(file));
        }

        return packed.Length;
    }

    private static string Locked(string name)
    {
        using var lockFile = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "package-lock.json")));

        return lockFile.RootElement.GetProperty("packages").GetProperty($"node_modules/{name}").GetProperty("version").GetString()!;
    }
}
