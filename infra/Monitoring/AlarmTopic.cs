using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch.Actions;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.SNS;
using Amazon.CDK.AWS.SNS.Subscriptions;
using Constructs;
using Infra.Settings;
using Infra.Storage;

namespace Infra.Monitoring;

/// <summary>A topic for alarms, over TLS only, with one e-mail subscription.</summary>
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

        // A topic with its own policy has no default policy any more, so CloudWatch's permission to publish is added.
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
