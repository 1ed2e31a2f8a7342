using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Route53;
using Constructs;
using Infra.Settings;

namespace Infra.Api;

/// <summary>
/// A custom domain for the API. The stage stays in the path, so that URLs in answers (Location, the server in the API's description) are
/// valid under both names.
/// </summary>
internal sealed class CustomDomain : Construct
{
    public CustomDomain(Construct scope, DomainSettings domain, Amazon.CDK.AWS.APIGateway.Stage stage)
        : base(scope, "Domain")
    {
        CfnDomainName name = new(
            this,
            "Name",
            new CfnDomainNameProps
            {
                DomainName = domain.Name,
                RegionalCertificateArn = domain.CertificateArn,
                SecurityPolicy = "TLS_1_2",
                EndpointConfiguration = new CfnDomainName.EndpointConfigurationProperty { Types = ["REGIONAL"] },
            }
        );
        _ = new CfnBasePathMapping(
            this,
            "Mapping",
            new CfnBasePathMappingProps
            {
                DomainName = name.Ref,
                BasePath = Chat.Http.ApiRoute.Stage,
                RestApiId = stage.RestApi.RestApiId,
                Stage = stage.StageName,
            }
        );
        foreach (var type in domain.HostedZoneId is null ? Array.Empty<string>() : ["A", "AAAA"])
        {
            _ = new CfnRecordSet(
                this,
                $"Record{type}",
                new CfnRecordSetProps
                {
                    Name = domain.Name,
                    Type = type,
                    HostedZoneId = domain.HostedZoneId,
                    AliasTarget = new CfnRecordSet.AliasTargetProperty
                    {
                        DnsName = name.AttrRegionalDomainName,
                        HostedZoneId = name.AttrRegionalHostedZoneId,
                    },
                }
            );
        }

        Url = $"https://{domain.Name}/{Chat.Http.ApiRoute.Stage}/";
        Target = name.AttrRegionalDomainName;
    }

    public string Url { get; }

    /// <summary>The target of a DNS alias, for a domain whose DNS is not in Route 53.</summary>
    public string Target { get; }
}
