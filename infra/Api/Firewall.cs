using Amazon.CDK.AWS.WAFv2;
using Constructs;
using Infra.Settings;

namespace Infra.Api;

/// <summary>
/// A web application firewall for the stage: AWS's managed rules and a rate limit per address, or an existing one.
/// </summary>
internal static class Firewall
{
    // A chat may be about anything, including web attacks, and a body may have 1 MB. So rules that match a body's words or length only
    // count. All other rules of these groups (addresses, headers, paths, queries) block.
    private static readonly (string Name, string[] Counted)[] _managed =
    [
        ("AWSManagedRulesAmazonIpReputationList", []),
        (
            "AWSManagedRulesCommonRuleSet",
            ["SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "EC2MetaDataSSRF_BODY"]
        ),
        ("AWSManagedRulesKnownBadInputsRuleSet", ["JavaDeserializationRCE_BODY", "Log4JRCE_BODY"]),
    ];

    public static void Protect(Construct scope, DeploymentSettings settings, Amazon.CDK.AWS.APIGateway.Stage stage)
    {
        var arn = settings.Firewall switch
        {
            FirewallSettings.Managed managed => Create(scope, managed.Rate).AttrArn,
            FirewallSettings.Existing existing => existing.Arn,
            _ => null,
        };
        if (arn is not null)
        {
            _ = new CfnWebACLAssociation(
                scope,
                "FirewallAssociation",
                new CfnWebACLAssociationProps { WebAclArn = arn, ResourceArn = stage.StageArn }
            );
        }
    }

    private static CfnWebACL Create(Construct scope, int rate) =>
        new(
            scope,
            "Firewall",
            new CfnWebACLProps
            {
                Scope = "REGIONAL",
                DefaultAction = new CfnWebACL.DefaultActionProperty { Allow = new CfnWebACL.AllowActionProperty() },
                VisibilityConfig = Visible("Firewall"),
                Rules = new object[] { Limit(rate) }
                    .Concat(_managed.Select((group, i) => Group(group.Name, group.Counted, i + 1)))
                    .ToArray(),
            }
        );

    private static CfnWebACL.RuleProperty Limit(int rate) =>
        new()
        {
            Name = "Rate",
            Priority = 0,
            Action = new CfnWebACL.RuleActionProperty { Block = new CfnWebACL.BlockActionProperty() },
            Statement = new CfnWebACL.StatementProperty
            {
                RateBasedStatement = new CfnWebACL.RateBasedStatementProperty { AggregateKeyType = "IP", Limit = rate },
            },
            VisibilityConfig = Visible("Rate"),
        };

    private static CfnWebACL.RuleProperty Group(string name, string[] counted, int priority) =>
        new()
        {
            Name = name,
            Priority = priority,
            OverrideAction = new CfnWebACL.OverrideActionProperty { None = new Dictionary<string, object>() },
            Statement = new CfnWebACL.StatementProperty
            {
                ManagedRuleGroupStatement = new CfnWebACL.ManagedRuleGroupStatementProperty
                {
                    VendorName = "AWS",
                    Name = name,
                    RuleActionOverrides = counted
                        .Select(
                            object (rule) =>
                                new CfnWebACL.RuleActionOverrideProperty
                                {
                                    Name = rule,
                                    ActionToUse = new CfnWebACL.RuleActionProperty { Count = new CfnWebACL.CountActionProperty() },
                                }
                        )
                        .ToArray(),
                },
            },
            VisibilityConfig = Visible(name),
        };

    private static CfnWebACL.VisibilityConfigProperty Visible(string name) =>
        new()
        {
            CloudWatchMetricsEnabled = true,
            SampledRequestsEnabled = false,
            MetricName = name,
        };
}
