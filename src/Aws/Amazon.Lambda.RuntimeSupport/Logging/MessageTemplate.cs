using System.Globalization;
using System.Text;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// A message with holes, <c>{Name}</c>, <c>{Name:format}</c>, <c>{@Name}</c> or <c>{0}</c>; doubled braces
/// stand for themselves.
/// </summary>
internal sealed class MessageTemplate
{
    // Literals and holes take turns: literal 0, hole 0, literal 1, hole 1, …, last literal.
    private readonly List<string> _literals = [];
    private readonly List<(string Name, string? Format)> _holes = [];

    private bool IsPositional => _holes.Count > 0 && _holes.TrueForAll(hole => int.TryParse(hole.Name, out _));

    public static MessageTemplate Parse(string text)
    {
        MessageTemplate template = new();
        StringBuilder literal = new();
        for (var i = 0; i < text.Length; i++)
        {
            var isBrace = text[i] is '{' or '}';
            var isDoubled = isBrace && i + 1 < text.Length && text[i + 1] == text[i];
            var end = text[i] == '{' && !isDoubled ? text.IndexOf('}', i) : -1;
            if (end > i + 1)
            {
                template._literals.Add(literal.ToString());
                template.AddHole(text[(i + 1)..end]);
                literal.Clear();
                i = end;
                continue;
            }

            literal.Append(text[i]);
            if (isDoubled)
            {
                i++;
            }
        }

        template._literals.Add(literal.ToString());
        return template;
    }

    public string Fill(object?[] arguments)
    {
        StringBuilder text = new();
        for (var i = 0; i < _holes.Count; i++)
        {
            text.Append(_literals[i]);
            var index = ArgumentOf(i);
            if (index < arguments.Length)
            {
                text.AppendFormat(
                    CultureInfo.InvariantCulture,
                    _holes[i].Format is { } format ? $"{{0:{format}}}" : "{0}",
                    arguments[index]
                );
            }
            else
            {
                text.Append('{').Append(_holes[i].Name).Append('}');
            }
        }

        return text.Append(_literals[^1]).ToString();
    }

    /// <summary>The arguments by the names of their holes, nulls left out.</summary>
    public IEnumerable<(string Name, object Value)> Properties(object?[] arguments)
    {
        HashSet<string> seen = [];
        for (var i = 0; i < _holes.Count; i++)
        {
            var index = ArgumentOf(i);
            if (index < arguments.Length && arguments[index] is { } value && seen.Add(_holes[i].Name))
            {
                yield return (_holes[i].Name, value);
            }
        }
    }

    private void AddHole(string hole)
    {
        var parts = hole.TrimStart('@').Split(':', 2);
        _holes.Add((parts[0].Trim(), parts.Length > 1 ? parts[1] : null));
    }

    private int ArgumentOf(int hole) => IsPositional ? int.Parse(_holes[hole].Name, CultureInfo.InvariantCulture) : hole;
}
