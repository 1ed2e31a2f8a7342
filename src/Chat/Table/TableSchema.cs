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

    /// <summary>The partition key of the index <see cref="UsageDayIndex"/>, a string. Only items of a day's usage have it.</summary>
    public const string UsageDay = "usage_day";

    /// <summary>
    /// The global secondary index: the keys of all owners' usage items of a day. It holds keys only, so it is written once for each owner
    /// and day, not for each answer.
    /// </summary>
    public const string UsageDayIndex = "by_usage_day";

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
            AttributeDefinitions =
            [
                new(Pk, ScalarAttributeType.S),
                new(Sk, ScalarAttributeType.S),
                new(UpdatedAt, ScalarAttributeType.S),
                new(UsageDay, ScalarAttributeType.S),
            ],
            LocalSecondaryIndexes =
            [
                new()
                {
                    IndexName = UpdatedAtIndex,
                    KeySchema = [new(Pk, KeyType.HASH), new(UpdatedAt, KeyType.RANGE)],
                    Projection = new() { ProjectionType = ProjectionType.ALL },
                },
            ],
            GlobalSecondaryIndexes =
            [
                new()
                {
                    IndexName = UsageDayIndex,
                    KeySchema = [new(UsageDay, KeyType.HASH), new(Pk, KeyType.RANGE)],
                    Projection = new() { ProjectionType = ProjectionType.KEYS_ONLY },
                },
            ],
        };
}
