using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.S3;
using Constructs;
using Infra.Settings;

namespace Infra.Storage;

/// <summary>
/// The bucket of answers for reviewers, and the only role that may read it. The functions may only add to it.
/// </summary>
internal sealed class ReviewArchive : Construct
{
    private readonly Bucket _bucket;
    private readonly Encryption _encryption;

    public ReviewArchive(Construct scope, DeploymentSettings settings, ReviewLogSettings review, Encryption encryption)
        : base(scope, "Review")
    {
        _encryption = encryption;
        _bucket = new(
            this,
            "Answers",
            new BucketProps
            {
                BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
                ObjectOwnership = ObjectOwnership.BUCKET_OWNER_ENFORCED,
                Encryption = encryption.Key is null ? BucketEncryption.S3_MANAGED : BucketEncryption.KMS,
                EncryptionKey = encryption.Key,
                BucketKeyEnabled = encryption.Key is null ? null : true,
                EnforceSSL = true,
                MinimumTLSVersion = 1.2,
                LifecycleRules =
                [
                    new LifecycleRule
                    {
                        Id = "retention",
                        Expiration = Duration.Days(review.RetentionDays),
                        AbortIncompleteMultipartUploadAfter = Duration.Days(1),
                    },
                ],
                RemovalPolicy = settings.RemovalPolicy,
            }
        );
        Reviewer = new(
            this,
            "Reviewer",
            new RoleProps
            {
                Description = $"Reads the review log of {Stack.Of(this).StackName}",

                // Whom the account's administrators allow to assume it.
                AssumedBy = new AccountRootPrincipal(),
                MaxSessionDuration = Duration.Hours(1),
            }
        );
        Grant(Reviewer, _bucket.BucketArn, "ListBucket");
        Grant(Reviewer, _bucket.ArnForObjects("*"), "GetObject");
        _encryption.GrantObjects(Reviewer, "Decrypt");
    }

    public Role Reviewer { get; }

    public string Url => $"s3://{_bucket.BucketName}";

    public string Name => _bucket.BucketName;

    /// <summary>Allows a function to add objects.</summary>
    public void GrantWrite(IGrantable function)
    {
        Grant(function, _bucket.ArnForObjects("*"), "PutObject");
        _encryption.GrantObjects(function, "GenerateDataKey");
    }

    private static void Grant(IGrantable grantee, string arn, string action) =>
        Amazon.CDK.AWS.IAM.Grant.AddToPrincipal(
            new GrantOnPrincipalOptions
            {
                Grantee = grantee,
                Actions = [$"s3:{action}"],
                ResourceArns = [arn],
            }
        );
}
