using System.Text;
using LocalCloud.Knowledge;

namespace LocalCloud.Tests.Knowledge;

public sealed class KnowledgeFolderTests
{
    [Fact]
    public async Task A_file_is_read_again_when_it_has_changed()
    {
        await using var folder = await TestFolder.StartAsync(("a.md", "Apples are red."));
        var before = await folder.FilesAsync("apples bananas");

        folder.Write("sub/b.TXT", "Bananas are yellow.");
        var added = await folder.FilesAsync("apples bananas");
        folder.Write("a.md", "Nothing of the kind.");
        var changed = await folder.FilesAsync("apples bananas");
        File.Delete(Path.Combine(folder.Path, "sub", "b.TXT"));
        var deleted = await folder.FilesAsync("apples bananas");

        Assert.Equal(["a.md"], before);
        Assert.Equal(["a.md", "sub/b.TXT"], added.Order());
        Assert.Equal(["sub/b.TXT"], changed);
        Assert.Empty(deleted);
    }

    [Fact]
    public async Task A_pipe_or_a_device_in_the_folder_does_not_block()
    {
        await using var folder = await TestFolder.StartAsync(("a.md", "Apples are red."));
        foreach (var name in (string[])["pipe.md", "a.md.metadata.json"])
        {
            using var mkfifo = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(folder.Path, name)]);
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(
            ["a.md"],
            await folder.FilesAsync("apples").WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task Only_visible_text_and_Markdown_of_the_folder_itself_is_read()
    {
        var outside = Directory.CreateTempSubdirectory("outside-");
        await File.WriteAllTextAsync(Path.Combine(outside.FullName, "secret.md"), "A pear.", TestContext.Current.CancellationToken);
        await using var folder = await TestFolder.StartAsync(
            ("pear.md", "A pear."),
            ("pear.html", "A pear."),
            (".hidden.md", "A pear."),
            (".git/pear.md", "A pear."),
            ("folder.md/pear.txt", "A pear.")
        );
        File.CreateSymbolicLink(Path.Combine(folder.Path, "link.md"), Path.Combine(outside.FullName, "secret.md"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "links"), outside.FullName);
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "circle"), folder.Path);

        var files = await folder.FilesAsync("pear", "\"numberOfResults\":100");

        outside.Delete(recursive: true);
        Assert.Equal(["folder.md/pear.txt", "pear.md"], files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Other_encodings_are_read_and_files_that_are_not_text_are_ignored()
    {
        await using var folder = await TestFolder.StartAsync(("bom.md", "\ufeffÄpfel"));
        folder.Write("latin1.txt", Encoding.Latin1.GetBytes("Äpfel im Korb"));
        folder.Write("utf16.txt", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("Äpfel im Glas")]);
        folder.Write("binary.txt", [.. "Äpfel"u8, 0, 1, 2]);
        folder.Write("empty.txt", "");
        folder.Write("huge.txt", new string('x', (int)TextFile.MaxBytes) + " Äpfel");

        var found = await folder.FindAsync("Äpfel");

        var texts = found["retrievalResults"]!
            .AsArray()
            .Select(result => (string?)result!["content"]!["text"])
            .Order(StringComparer.Ordinal);
        Assert.Equal(["Äpfel", "Äpfel im Glas", "Äpfel im Korb"], texts);
    }

    [Fact]
    public async Task A_folder_that_goes_away_holds_nothing()
    {
        await using var folder = await TestFolder.StartAsync(("a.md", "Apples are red."));

        File.Delete(Path.Combine(folder.Path, "a.md"));

        Assert.Empty(await folder.FilesAsync("apples"));
        Assert.Empty(new KnowledgeFolder(Path.Combine(folder.Path, "gone")).Read().Passages);
    }

    [Fact]
    public async Task Searches_at_once_see_whole_files()
    {
        await using var folder = await TestFolder.StartAsync([.. Enumerable.Range(0, 20).Select(n => ($"{n}.md", $"Apple number {n}."))]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => folder.FilesAsync("apple", "\"numberOfResults\":100")));

        Assert.All(answers, files => Assert.Equal(20, files.Count));
    }
}
