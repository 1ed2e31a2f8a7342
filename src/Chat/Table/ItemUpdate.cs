using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Table;

/// <summary>An update of one item, in DynamoDB's expressions.</summary>
/// <param name="Key">The item's key.</param>
/// <param name="Update">What to change.</param>
/// <param name="Condition">The condition under which it is changed.</param>
/// <param name="Values">The values of both expressions; null for none.</param>
/// <param name="Names">The names of both expressions; null for none.</param>
internal sealed record ItemUpdate(Item Key, string Update, string Condition, Item? Values, Dictionary<string, string>? Names = null);
