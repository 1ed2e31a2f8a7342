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
    public void GrantTable(IGrantable function)
    {
        if (Key is not null)
        {
            function.GrantPrincipal.AddToPrincipalPolicy(
                new PolicyStatement(
                    new PolicyStatementProps
                    {
                        Actions =
                        [
                            "kms:Encrypt",
                            "kms:Decrypt",
                            "kms:ReEncryptFrom",
                            "kms:ReEncryptTo",
                            "kms:GenerateDataKey",
                            "kms:DescribeKey",
                        ],
                        Resources = [Key.KeyArn],
                        Conditions = new Dictionary<string, object>
                        {
                            ["StringEquals"] = new Dictionary<string, object>
                            {
                                ["kms:ViaService"] = $"dynamodb.{Stack.Of(this).Region}.amazonaws.com",
                            },
                        },
                    }
                )
            );
        }
    }
}
