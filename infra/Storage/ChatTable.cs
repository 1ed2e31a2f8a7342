using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using Chat.Table;
using Constructs;
using Infra.Settings;

namespace Infra.Storage;

/// <summary>
/// The one table: conversations, turns, usage, idempotency records. Keys, index and expiry are the functions' own.
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

                // AWS's is a key of the account that CloudTrail shows, and that costs nothing while nobody calls.
                Encryption = encryption.Key is null ? TableEncryption.AWS_MANAGED : TableEncryption.CUSTOMER_MANAGED,
                EncryptionKey = encryption.Key,

                // Whoever waits for the expiry of a conversation needs no more than its keys.
                Stream = settings.ConversationTtlDays is null ? null : StreamViewType.KEYS_ONLY,

                // No deletion protection: it would outlive a first deployment that failed, and stop the next one. What is kept
                // is kept by the policy, which holds for everything but that.
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

        return table;
    }

    // What a restored table lacks (expiry, recovery, stream) is set by whoever restored it: docs/deploy/restore.md.
    private ITable Attach(string name, StorageSettings storage) =>
        Amazon.CDK.AWS.DynamoDB.Table.FromTableAttributes(
            this,
            "Table",
            new TableAttributes { TableName = name, TableStreamArn = storage.TableStreamArn }
        );

    // The table's own Grant methods would add its indexes as index/*, and actions that no function uses.

    /// <summary>What counting takes: to add to the day's usage, and to reserve budget.</summary>
    public void GrantUsage(IGrantable function) => Grant(function, Table.TableArn, "UpdateItem");

    /// <summary>What a turn takes: its conversation read and counted, earlier turns read, itself written, ended or withdrawn.</summary>
    public void GrantTurns(IGrantable function) =>
        Grant(function, Table.TableArn, "GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem");

    /// <summary>What keeping conversations takes: all that, deletion of a conversation in batches, and the list by last activity.</summary>
    public void GrantConversations(IGrantable function)
    {
        Grant(function, Table.TableArn, "GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem");
        Grant(function, $"{Table.TableArn}/index/{TableSchema.UpdatedAtIndex}", "Query");
    }

    /// <summary>What deleting the messages of an expired conversation takes.</summary>
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
