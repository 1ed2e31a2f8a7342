using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Chat.Table;

/// <summary>The table's schema, the same on a laptop and in an account.</summary>
public static class TableSchema
{
    /// <summary>The partition key, a string.</summary>
    public const string Pk = "pk";

    /// <summary>The sort key, a string.</summary>
    public const string Sk = "sk";

    /// <summary>The sort key of the index <see cref="UpdatedAtIndex"/>, a string. Items without it are not in the index.</summary>
    public const string UpdatedAt = "updated_at";

    /// <summary>The local secondary index: a partition's items by their last change.</summary>
    public const string UpdatedAtIndex = "by_updated_at";

    /// <summary>
    /// The time-to-live attribute, a number of epoch seconds. A time to live is not part of a table's definition, and
    /// dynalite has no UpdateTimeToLive: on a laptop nothing is deleted. Readers filter expired items in any case, since
    /// DynamoDB itself may keep them for days.
    /// </summary>
    public const string ExpiresAt = "expires_at";

    public static CreateTableRequest Definition(string name) =>
        new(name, [new(Pk, KeyType.HASH), new(Sk, KeyType.RANGE)])
        {
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new(Pk, ScalarAttributeType.S), new(Sk, ScalarAttributeType.S), new(UpdatedAt, ScalarAttributeType.S)],
            LocalSecondaryIndexes =
            [
                new()
                {
                    IndexName = UpdatedAtIndex,
                    KeySchema = [new(Pk, KeyType.HASH), new(UpdatedAt, KeyType.RANGE)],
                    Projection = new() { ProjectionType = ProjectionType.ALL },
                },
            ],
        };
}
