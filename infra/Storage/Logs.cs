using Amazon.CDK;
using Amazon.CDK.AWS.Logs;
using Constructs;
using Infra.Settings;

namespace Infra.Storage;

/// <summary>A log group that does not grow for ever, and goes with the stack.</summary>
internal static class Logs
{
    public static LogGroup Create(Construct scope, DeploymentSettings settings, Encryption encryption)
    {
        LogGroup logs = new(scope, "Logs", new LogGroupProps { RemovalPolicy = RemovalPolicy.DESTROY, EncryptionKey = encryption.Key });

        // The CDK's own list of the days that CloudWatch takes is shorter than CloudWatch's.
        ((CfnLogGroup)logs.Node.DefaultChild!).RetentionInDays = settings.LogRetentionDays;
        return logs;
    }
}
