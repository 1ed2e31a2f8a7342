using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using Constructs;
using Schema = Chat.Table.ChatTable;

namespace Infra.Storage;

/// <summary>
/// The one table: conversations, turns, usage, idempotency records. Keys, index and expiry are the functions' own.
/// </summary>
internal sealed class ChatTable : Construct
{
    public ChatTable(Construct scope, bool retainData)
        : base(scope, "ChatTable")
    {
        Table = new(this, "Table", new TableProps
        {
            PartitionKey = Text(Schema.Pk),
            SortKey = Text(Schema.Sk),
            TimeToLiveAttribute = Schema.ExpiresAt,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            PointInTimeRecovery = true,

            // A key of the account that CloudTrail shows, and that costs nothing while nobody calls.
            Encryption = TableEncryption.AWS_MANAGED,
            DeletionProtection = retainData,
            RemovalPolicy = retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
        });
        Table.AddLocalSecondaryIndex(new LocalSecondaryIndexProps
        {
            IndexName = Schema.UpdatedAtIndex,
            SortKey = Text(Schema.UpdatedAt),
            ProjectionType = ProjectionType.ALL,
        });
    }

    public Table Table { get; }

    public string Name => Table.TableName;

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
        Grant(function, $"{Table.TableArn}/index/{Schema.UpdatedAtIndex}", "Query");
    }

    private static void Grant(IGrantable function, string arn, params string[] actions) =>
        Amazon.CDK.AWS.IAM.Grant.AddToPrincipal(new GrantOnPrincipalOptions
        {
            Grantee = function,
            Actions = [.. actions.Select(action => $"dynamodb:{action}")],
            ResourceArns = [arn],
        });

    private static Amazon.CDK.AWS.DynamoDB.Attribute Text(string name) => new() { Name = name, Type = AttributeType.STRING };
}
