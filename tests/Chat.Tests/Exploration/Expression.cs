using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.DynamoDBv2.Model;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Tests.Exploration;

/// <summary>DynamoDB's expressions, as far as the functions use them. Whatever is unknown fails the test.</summary>
/// <param name="text">The expression.</param>
/// <param name="names">What stands for attribute names.</param>
/// <param name="values">What stands for values.</param>
internal sealed partial class Expression(string text, Dictionary<string, string>? names, Item? values)
{
    private static readonly ConcurrentDictionary<string, List<string>> _read = [];

    private readonly List<string> _tokens = _read.GetOrAdd(text, text => [.. Token().Matches(text).Select(match => match.Value)]);
    private int _next;

    private string? Current => _next < _tokens.Count ? _tokens[_next] : null;

    /// <summary>Whether a condition holds for an item; an item that is not there has no attributes.</summary>
    public bool Holds(Item item)
    {
        var holds = Or(item);
        Assert.Null(Current);

        return holds;
    }

    /// <summary>The item as an update leaves it. All of it is computed from the item as it was.</summary>
    public Item Apply(Item before)
    {
        Item after = new(before);
        while (Current is not null)
        {
            var section = Take();
            do
            {
                var path = Path(Take());
                switch (section)
                {
                    case "SET":
                        Skip("=");
                        Put(after, path, Operand(before) ?? throw new InvalidOperationException(text));
                        break;
                    case "REMOVE":
                        Remove(after, path);
                        break;
                    case "ADD":
                        Put(after, path, Sum(Get(before, path), Value(Take())));
                        break;
                    default:
                        throw new NotSupportedException(text);
                }
            } while (TrySkip(","));
        }

        return after;
    }

    // No short cut: each side has to be read.
    private bool Or(Item item)
    {
        var holds = And(item);
        while (TrySkip("OR"))
        {
            holds |= And(item);
        }

        return holds;
    }

    private bool And(Item item)
    {
        var holds = Not(item);
        while (TrySkip("AND"))
        {
            holds &= Not(item);
        }

        return holds;
    }

    private bool Not(Item item) => TrySkip("NOT") ? !Not(item) : Single(item);

    private bool Single(Item item)
    {
        if (TrySkip("("))
        {
            var inner = Or(item);
            Skip(")");

            return inner;
        }

        switch (Current)
        {
            case "attribute_exists":
                return Get(item, Argument()) is not null;
            case "attribute_not_exists":
                return Get(item, Argument()) is null;
            case "begins_with":
                var (text, start) = Arguments(item);
                return text?.S?.StartsWith(start!.S, StringComparison.Ordinal) ?? false;
            case "contains":
                var (set, one) = Arguments(item);
                return set?.SS?.Contains(one!.S) ?? false;
            default:
                return Comparison(item);
        }
    }

    private bool Comparison(Item item)
    {
        var left = Operand(item);
        var sign = Take();
        var right = Operand(item);
        if (sign == "BETWEEN")
        {
            Skip("AND");
            var last = Operand(item);
            return Compare(left, right) >= 0 && Compare(left, last) <= 0;
        }

        return sign switch
        {
            "=" => Compare(left, right) == 0,
            "<>" => Compare(left, right) != 0,
            "<" => Compare(left, right) < 0,
            "<=" => Compare(left, right) <= 0,
            ">" => Compare(left, right) > 0,
            ">=" => Compare(left, right) >= 0,
            _ => throw new NotSupportedException(text),
        };
    }

    // Null, which no comparison but "unequal" holds for, if there is nothing to compare.
    private static int? Compare(AttributeValue? left, AttributeValue? right) =>
        left is null || right is null ? null
        : left.N is not null ? Decimal(left).CompareTo(Decimal(right))
        : string.CompareOrdinal(left.S, right.S);

    private AttributeValue? Operand(Item item)
    {
        if (Current == "if_not_exists")
        {
            var (old, otherwise) = Arguments(item);
            return old ?? otherwise;
        }

        var token = Take();

        return token.StartsWith(':') ? Value(token) : Get(item, Path(token));
    }

    private string[] Argument()
    {
        Take();
        Skip("(");
        var path = Path(Take());
        Skip(")");

        return path;
    }

    private (AttributeValue? First, AttributeValue? Second) Arguments(Item item)
    {
        Take();
        Skip("(");
        var first = Operand(item);
        Skip(",");
        var second = Operand(item);
        Skip(")");

        return (first, second);
    }

    private string[] Path(string token) => [.. token.Split('.').Select(part => part.StartsWith('#') ? names![part] : part)];

    private AttributeValue Value(string token) => values![token];

    private static AttributeValue? Get(Item item, string[] path)
    {
        var value = item.GetValueOrDefault(path[0]);

        return path.Length == 1 ? value : value?.M?.GetValueOrDefault(path[1]);
    }

    private static void Put(Item item, string[] path, AttributeValue value) => Change(item, path, map => map[path[^1]] = value);

    private static void Remove(Item item, string[] path) => Change(item, path, map => map.Remove(path[^1]));

    private static void Change(Item item, string[] path, Action<Item> change)
    {
        if (path.Length == 1)
        {
            change(item);
            return;
        }

        Item map = new(item[path[0]].M);
        change(map);
        item[path[0]] = new() { M = map };
    }

    private static AttributeValue Sum(AttributeValue? old, AttributeValue more) =>
        more.SS is { Count: > 0 } ? new() { SS = [.. (old?.SS ?? []).Union(more.SS)] }
        : more.NS is { Count: > 0 } ? new() { NS = [.. (old?.NS ?? []).Union(more.NS)] }
        : new() { N = ((old is null ? 0 : Decimal(old)) + Decimal(more)).ToString(CultureInfo.InvariantCulture) };

    private static decimal Decimal(AttributeValue number) => decimal.Parse(number.N, NumberStyles.Float, CultureInfo.InvariantCulture);

    private string Take() => _tokens[_next++];

    private bool TrySkip(string token)
    {
        var isThere = Current == token;
        _next += isThere ? 1 : 0;

        return isThere;
    }

    private void Skip(string token) => Assert.True(TrySkip(token), $"{token} is missing in {text}");

    [GeneratedRegex(@"[A-Za-z_#:][A-Za-z0-9_#:.]*|<>|<=|>=|[=<>(),]")]
    private static partial Regex Token();
}
