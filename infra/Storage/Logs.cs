using Amazon.CDK;
using Amazon.CDK.AWS.Logs;
using Constructs;
using Infra.Settings;

namespace Infra.Storage;

/// <summary>A log group with a retention period, deleted with the stack.</summary>
internal static class Logs
{
    public static LogGroup Create(Construct scope, DeploymentSettings settings, Encryption encryption)
    {
        LogGroup logs = new(scope, "Logs", new LogGroupProps { RemovalPolicy = RemovalPolicy.DESTROY, EncryptionKey = encryption.Key });

        // The CDK's enumeration lacks some of the periods that CloudWatch supports.
        ((CfnLogGroup)logs.Node.DefaultChild!).RetentionInDays = settings.LogRetentionDays;
        return logs;
    }
}
