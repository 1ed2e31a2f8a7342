using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Constructs;

namespace Infra.Storage;

/// <summary>
/// The customer's key for table, logs and topics, where there is one. Its policy is the customer's: docs/deploy.md says what it has to
/// allow.
/// </summary>
internal sealed class Encryption : Construct
{
    public Encryption(Construct scope, string? keyArn)
        : base(scope, "Encryption") => Key = keyArn is null ? null : Amazon.CDK.AWS.KMS.Key.FromKeyArn(this, "Key", keyArn);

    /// <summary>Null for AWS's own keys.</summary>
    public IKey? Key { get; }

    /// <summary>Lets a function read and write what DynamoDB encrypts with the key, and use the key for nothing else.</summary>
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
