using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using Chat.Table;
using Constructs;
using Infra.Settings;

namespace Infra.Storage;

/// <summary>
/// The table of conversations, turns, usage and idempotency records. Keys, index and time to live are defined by the functions.
/// </summary>
internal sealed class ChatTable : Construct
{
    private readonly Encryption _encryption;

    public ChatTable(Construct scope, DeploymentSettings settings, Encryption encryption)
        : base(scope, "ChatTable")
    {
        _encryption = encryption;
        Table = settings.Storage.TableName is { } name ? Attach(name, settings.Storage) : Create(settings, encryption);
    }

    public ITable Table { get; }

    public string Name => Table.TableName;

    private Table Create(DeploymentSettings settings, Encryption encryption)
    {
        Table table = new(
            this,
            "Table",
            new TableProps
            {
                PartitionKey = Text(TableSchema.Pk),
                SortKey = Text(TableSchema.Sk),
                TimeToLiveAttribute = TableSchema.ExpiresAt,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                PointInTimeRecovery = true,

                // The AWS-managed key is visible in CloudTrail and costs nothing per month.
                Encryption = encryption.Key is null ? TableEncryption.AWS_MANAGED : TableEncryption.CUSTOMER_MANAGED,
                EncryptionKey = encryption.Key,

                // The expiry function only needs the keys of a removed record.
                Stream = settings.ConversationTtlDays is null ? null : StreamViewType.KEYS_ONLY,

                // No deletion protection: it would remain after a failed first deployment and block the next one. The removal policy
                // protects data in all other cases.
                RemovalPolicy = settings.RemovalPolicy,
            }
        );
        table.AddLocalSecondaryIndex(
            new LocalSecondaryIndexProps
            {
                IndexName = TableSchema.UpdatedAtIndex,
                SortKey = Text(TableSchema.UpdatedAt),
                ProjectionType = ProjectionType.ALL,
            }
        );

        table.AddGlobalSecondaryIndex(
            new GlobalSecondaryIndexProps
            {
                IndexName = TableSchema.UsageDayIndex,
                PartitionKey = Text(TableSchema.UsageDay),
                SortKey = Text(TableSchema.Pk),
                ProjectionType = ProjectionType.KEYS_ONLY,
            }
        );

        return table;
    }

    // Whoever restores a table sets what it lacks (time to live, recovery, stream): docs/deploy/restore.md.
    private ITable Attach(string name, StorageSettings storage) =>
        Amazon.CDK.AWS.DynamoDB.Table.FromTableAttributes(
            this,
            "Table",
            new TableAttributes { TableName = name, TableStreamArn = storage.TableStreamArn }
        );

    // The table's own Grant methods would include index/*, and actions that no function uses.

    /// <summary>For accounting: adding to the day's usage, reserving budget, and reading limits and the month's usage.</summary>
    public void GrantUsage(IGrantable function, bool hasLimits)
    {
        if (hasLimits)
        {
            Grant(function, Table.TableArn, "GetItem", "Query", "UpdateItem");
        }
        else
        {
            Grant(function, Table.TableArn, "UpdateItem");
        }
    }

    /// <summary>For turns: reading and updating the conversation, reading earlier turns, and writing the turn itself.</summary>
    public void GrantTurns(IGrantable function) =>
        Grant(function, Table.TableArn, "GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem");

    /// <summary>For conversations: all of the above, deletion in batches, and the list by last activity.</summary>
    public void GrantConversations(IGrantable function)
    {
        Grant(function, Table.TableArn, "GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem");
        Grant(function, $"{Table.TableArn}/index/{TableSchema.UpdatedAtIndex}", "Query");
    }

    /// <summary>For the admin routes: writing limits and audit items, reading the usage of all owners, deleting one owner's items.</summary>
    public void GrantAdmin(IGrantable function)
    {
        Grant(function, Table.TableArn, "GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem");
        Grant(function, $"{Table.TableArn}/index/{TableSchema.UsageDayIndex}", "Query");
    }

    /// <summary>For deleting the turns of an expired conversation.</summary>
    public void GrantExpiry(IGrantable function) => Grant(function, Table.TableArn, "Query", "BatchWriteItem");

    private void Grant(IGrantable function, string arn, params string[] actions)
    {
        Amazon.CDK.AWS.IAM.Grant.AddToPrincipal(
            new GrantOnPrincipalOptions
            {
                Grantee = function,
                Actions = [.. actions.Select(action => $"dynamodb:{action}")],
                ResourceArns = [arn],
            }
        );
        _encryption.GrantTable(function);
    }

    private static Amazon.CDK.AWS.DynamoDB.Attribute Text(string name) => new() { Name = name, Type = AttributeType.STRING };
}
