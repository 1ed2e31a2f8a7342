using System.Xml;

namespace Benchmarks.Size;

/// <summary>What the native compiler keeps and why: a graph of what needs what, read from its log.</summary>
internal sealed class CompilerLog
{
    private readonly List<string> _names = [];
    private readonly int[] _first;
    private readonly int[] _targets;
    private readonly bool[] _isNeeded;

    /// <param name="file">In Visual Studio's graph format: nodes numbered from 0, then links.</param>
    public CompilerLog(FileInfo file)
    {
        List<(int From, int To)> needs = [];
        using var log = XmlReader.Create(file.FullName);
        while (log.Read())
        {
            if (log is { NodeType: XmlNodeType.Element, Name: "Node" })
            {
                _names.Add(log.GetAttribute("Label")!);
            }
            else if (log is { NodeType: XmlNodeType.Element, Name: "Link" })
            {
                needs.Add((Number(log, "Source"), Number(log, "Target")));
            }
        }

        _isNeeded = new bool[_names.Count];
        _first = new int[_names.Count + 1];
        foreach (var (from, to) in needs)
        {
            _first[from + 1]++;
            _isNeeded[to] = true;
        }

        for (var node = 0; node < _names.Count; node++)
        {
            _first[node + 1] += _first[node];
        }

        _targets = new int[needs.Count];
        var next = _first.ToArray();
        foreach (var (from, to) in needs)
        {
            _targets[next[from]++] = to;
        }
    }

    /// <summary>The names of what is kept if nothing of some kind is, nor what only that kind needs.</summary>
    /// <param name="isLeftOut">Whether a name is of that kind.</param>
    public IEnumerable<string> Without(Func<string, bool> isLeftOut)
    {
        var isKept = new bool[_names.Count];
        Stack<int> open = new();
        for (var node = 0; node < _names.Count; node++)
        {
            if (!_isNeeded[node])
            {
                Keep(node);
            }
        }

        while (open.TryPop(out var node))
        {
            foreach (var target in _targets.AsSpan(_first[node].._first[node + 1]))
            {
                Keep(target);
            }
        }

        return _names.Where((_, node) => isKept[node]);

        void Keep(int node)
        {
            if (!isKept[node] && !isLeftOut(_names[node]))
            {
                isKept[node] = true;
                open.Push(node);
            }
        }
    }

    private static int Number(XmlReader link, string attribute) => int.Parse(link.GetAttribute(attribute)!, null);
}
