using System.Text.RegularExpressions;
using Shared;

namespace Chat.Tests;

/// <summary>Rules for the sources that the compiler does not check.</summary>
public partial class RepositoryTests
{
    [Fact]
    public void A_type_name_is_declared_in_one_folder_only()
    {
        // The two AWS SDK packages share names, as the published ones do.
        var names =
            from file in Files(
                "*.cs",
                "src/Aws/Amazon.Lambda.RuntimeSupport",
                "src/Aws/Shared",
                "src/Llama",
                "src/Chat",
                "src/LocalCloud",
                "infra"
            )
            from Match declaration in TypeDeclaration().Matches(File.ReadAllText(file))
            group Path.GetDirectoryName(file) by declaration.Groups["name"].Value into folders
            where folders.Distinct().Count() > 1
            select $"{folders.Key}: {string.Join(", ", folders.Distinct())}";

        Assert.Empty(names);
    }

    [Fact]
    public void One_class_sends_requests_to_the_table()
    {
        var files = Files("*.cs", "src/Chat").Where(file => File.ReadAllText(file).Contains("TableName", StringComparison.Ordinal));

        Assert.Equal("DynamoTable.cs", Path.GetFileName(Assert.Single(files)));
    }

    [Fact]
    public void Every_lock_file_is_watched_for_updates()
    {
        var watched = File.ReadAllLines(Path.Combine(Repository.Root, ".github", "dependabot.yml")).Select(line => line.Trim());

        var folders = Files("package-lock.json", "")
            .Select(file => $"- /{Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(file)!).Replace('\\', '/')}")
            .Select(line => line == "- /." ? "- /" : line)
            .ToList();

        Assert.NotEmpty(folders);
        Assert.Empty(folders.Except(watched));
    }

    [Fact]
    public void Every_relative_link_of_the_documentation_leads_to_a_file_and_to_a_heading_in_it()
    {
        var broken =
            from page in Files("*.md", "")
            from Match link in Link().Matches(File.ReadAllText(page))
            let file = link.Groups["file"].Value is { Length: > 0 } path ? Path.Combine(Path.GetDirectoryName(page)!, path) : page
            let heading = link.Groups["heading"].Value
            where !Path.Exists(file) || (heading.Length > 0 && !Headings(file).Contains(heading))
            select $"{Path.GetRelativePath(Repository.Root, page)}: {link.Value}";

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_file_in_the_index_of_the_architecture_page_exists()
    {
        var index = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md")).Split("## Where is …")[1];
        var named = IndexedPath().Matches(index).Select(match => match.Value).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
    }

    // GitHub's anchors: lower case, without punctuation, a hyphen for each space.
    private static IEnumerable<string> Headings(string page) =>
        Heading()
            .Matches(File.ReadAllText(page))
            .Select(heading => Punctuation().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static IEnumerable<string> Files(string pattern, params string[] folders) =>
        folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "node_modules" or "cdk.out"));

    [GeneratedRegex(
        @"^(public |internal |file |static |sealed |abstract |readonly |partial |unsafe )*(class|record struct|record|struct|enum|interface|delegate \w+) (?<name>\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"\]\((?!\w+:)(?<file>[^)#\s]*)(#(?<heading>[^)\s]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"\b(src|infra|docs|tests)/[\w./-]*\w")]
    private static partial Regex IndexedPath();
}
