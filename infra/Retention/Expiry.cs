using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Lambda.EventSources;
using Chat.Configuration;
using Constructs;
using Infra.Functions;
using Infra.Settings;
using Infra.Storage;

namespace Infra.Retention;

/// <summary>
/// Deletes the turns of a conversation whose record has expired. DynamoDB removes the record, and the table's stream invokes a function
/// for that.
/// </summary>
internal sealed class Expiry : Construct
{
    public Expiry(Construct scope, ChatTable table, Code code, DeploymentSettings settings, Encryption encryption)
        : base(scope, "Expiry")
    {
        Function = new(
            this,
            Chat.Configuration.FunctionNames.Expiry,
            code,
            settings,
            Duration.Minutes(5),
            encryption,
            new Dictionary<string, string>
            {
                [FunctionVariables.Table] = table.Name,
                [FunctionVariables.TrustedRoots] = FunctionEnvironment.TrustedRoots,
            }
        );
        table.GrantExpiry(Function);
        Function.Lambda.AddEventSource(
            new DynamoEventSource(
                table.Table,
                new DynamoEventSourceProps
                {
                    StartingPosition = StartingPosition.TRIM_HORIZON,

                    // A failed batch is retried, in the end item by item, until the stream drops it after a day.
                    BatchSize = 10,
                    BisectBatchOnError = true,
                    Filters = [Expired],
                }
            )
        );
    }

    public ChatFunction Function { get; }

    // Removals by DynamoDB itself, of conversation records only: no deletion by a caller, and no turn.
    private static IDictionary<string, object> Expired
    {
        get
        {
            Dictionary<string, object> prefix = new() { ["prefix"] = "CONV#" };
            Dictionary<string, object> keys = new() { ["sk"] = new Dictionary<string, object> { ["S"] = List(prefix) } };

            return FilterCriteria.Filter(
                new Dictionary<string, object>
                {
                    ["eventName"] = List("REMOVE"),
                    ["userIdentity"] = new Dictionary<string, object>
                    {
                        ["type"] = List("Service"),
                        ["principalId"] = List("dynamodb.amazonaws.com"),
                    },
                    ["dynamodb"] = new Dictionary<string, object> { ["Keys"] = keys },
                }
            );
        }
    }

    private static object[] List(object item) => [item];
}
