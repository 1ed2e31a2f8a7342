using Amazon.DynamoDBv2.Model;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Table;

/// <summary>An update of one item, in DynamoDB's expressions.</summary>
/// <param name="Key">The item's key.</param>
/// <param name="Update">What to change.</param>
/// <param name="Condition">The condition under which it is changed; null for none.</param>
/// <param name="Values">The values of both expressions; null for none.</param>
/// <param name="Names">The names of both expressions; null for none.</param>
internal sealed record ItemUpdate(Item Key, string Update, string? Condition, Item? Values, Dictionary<string, string>? Names = null)
{
    /// <summary>Sets each attribute to its value, or removes it if that is null.</summary>
    /// <param name="key">The item's key.</param>
    /// <param name="attributes">The attributes by name; at least one.</param>
    /// <param name="condition">The condition under which they are changed; null for none.</param>
    /// <param name="values">The values of the condition; null for none.</param>
    public static ItemUpdate Of(
        Item key,
        IReadOnlyDictionary<string, AttributeValue?> attributes,
        string? condition = null,
        Item? values = null
    )
    {
        Item all = new(values ?? []);
        List<string> set = [];
        List<string> remove = [];
        foreach (var (name, value) in attributes)
        {
            if (value is null)
            {
                remove.Add($"#{name}");
            }
            else
            {
                set.Add($"#{name} = :{name}");
                all[$":{name}"] = value;
            }
        }

        string?[] clauses = [Clause("SET", set), Clause("REMOVE", remove)];

        return new(
            key,
            string.Join(' ', clauses.OfType<string>()),
            condition,
            all.Count > 0 ? all : null,
            attributes.Keys.ToDictionary(name => $"#{name}")
        );
    }

    private static string? Clause(string verb, List<string> terms) => terms.Count == 0 ? null : $"{verb} {string.Join(", ", terms)}";
}
