namespace Benchmarks;

/// <summary>A table as docs/ has them, so that what a command prints can be put there as it is.</summary>
internal sealed class MarkdownTable
{
    private readonly List<string> _lines = [];

    public MarkdownTable(params IReadOnlyList<string> columns)
    {
        AddRow(columns);
        _lines.Add($"|{string.Concat(Enumerable.Repeat("---|", columns.Count))}");
    }

    public void AddRow(params IReadOnlyList<string> cells) => _lines.Add($"| {string.Join(" | ", cells)} |");

    public void Print()
    {
        _lines.ForEach(Console.WriteLine);
        Console.WriteLine();
    }
}
