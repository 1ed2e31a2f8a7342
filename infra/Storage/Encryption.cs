using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Constructs;

namespace Infra.Storage;

/// <summary>
/// The customer's key for table, logs and topics, if there is one. Its policy is up to the customer: docs/deploy.md lists what it has to
/// allow.
/// </summary>
internal sealed class Encryption : Construct
{
    public Encryption(Construct scope, string? keyArn)
        : base(scope, "Encryption") => Key = keyArn is null ? null : Amazon.CDK.AWS.KMS.Key.FromKeyArn(this, "Key", keyArn);

    /// <summary>The key; null for AWS's own keys.</summary>
    public IKey? Key { get; }

    /// <summary>Allows a function to use the key through DynamoDB only.</summary>
    public void GrantTable(IGrantable function) =>
        Grant(function, "dynamodb", "Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKey", "DescribeKey");

    /// <summary>Allows an action with the key through S3 only.</summary>
    public void GrantObjects(IGrantable grantee, string action) => Grant(grantee, "s3", action);

    private void Grant(IGrantable grantee, string service, params string[] actions)
    {
        if (Key is not null)
        {
            grantee.GrantPrincipal.AddToPrincipalPolicy(
                new PolicyStatement(
                    new PolicyStatementProps
                    {
                        Actions = [.. actions.Select(action => $"kms:{action}")],
                        Resources = [Key.KeyArn],
                        Conditions = new Dictionary<string, object>
                        {
                            ["StringEquals"] = new Dictionary<string, object>
                            {
                                ["kms:ViaService"] = $"{service}.{Stack.Of(this).Region}.amazonaws.com",
                            },
                        },
                    }
                )
            );
        }
    }
}
