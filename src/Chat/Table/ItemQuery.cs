using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Table;

/// <summary>A query of one partition.</summary>
/// <param name="Condition">The condition on the key.</param>
/// <param name="Values">The condition's values.</param>
internal sealed record ItemQuery(string Condition, Item Values)
{
    /// <summary>The index; null for the table itself.</summary>
    public string? Index { get; init; }

    /// <summary>The attributes to read; null for all.</summary>
    public string? Attributes { get; init; }

    public bool Ascending { get; init; } = true;

    /// <summary>The most items of a page; null for as many as DynamoDB returns.</summary>
    public int? Limit { get; init; }

    /// <summary>The key of the item before the first one; null to begin at the start.</summary>
    public Item? After { get; init; }
}

/// <param name="Items">The items.</param>
/// <param name="Last">The key after which the next page begins; null if there is no further one.</param>
internal sealed record ItemPage(IReadOnlyList<Item> Items, Item? Last);
