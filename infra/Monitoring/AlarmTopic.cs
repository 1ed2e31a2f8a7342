using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch.Actions;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.SNS;
using Amazon.CDK.AWS.SNS.Subscriptions;
using Constructs;
using Infra.Settings;
using Infra.Storage;

namespace Infra.Monitoring;

/// <summary>A topic that CloudWatch tells of alarms, over TLS only, and one address that listens.</summary>
internal sealed class AlarmTopic : Construct
{
    public AlarmTopic(Construct scope, string id, string name, string? email, DeploymentSettings settings, Encryption encryption)
        : base(scope, id)
    {
        Topic topic = new(
            this,
            "Topic",
            new TopicProps
            {
                DisplayName = $"Chat backend, {settings.Stage}: {name}",
                MasterKey = encryption.Key,
                EnforceSSL = true,
            }
        );

        // With a policy of its own, a topic no longer has the default one, by which the account's alarms may publish.
        topic.AddToResourcePolicy(
            new PolicyStatement(
                new PolicyStatementProps
                {
                    Principals = [new ServicePrincipal("cloudwatch.amazonaws.com")],
                    Actions = ["sns:Publish"],
                    Resources = [topic.TopicArn],
                    Conditions = new Dictionary<string, object>
                    {
                        ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = Aws.ACCOUNT_ID },
                    },
                }
            )
        );
        if (email is not null)
        {
            topic.AddSubscription(new EmailSubscription(email));
        }

        Action = new(topic);
    }

    public SnsAction Action { get; }
}
