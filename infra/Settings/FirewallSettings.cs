using System.Text.RegularExpressions;

namespace Infra.Settings;

/// <summary>The web application firewall.</summary>
internal abstract partial record FirewallSettings
{
    private FirewallSettings() { }

    public sealed record None : FirewallSettings;

    /// <summary>AWS's managed rules, and a rate limit per address.</summary>
    /// <param name="Rate">Requests per address in five minutes.</param>
    public sealed record Managed(int Rate) : FirewallSettings;

    /// <summary>An existing web ACL.</summary>
    /// <param name="Arn">Its ARN.</param>
    public sealed record Existing(string Arn) : FirewallSettings;

    public static FirewallSettings Bind(ContextValues context, string? region)
    {
        var isManaged = context.Choice(ContextKeys.Waf, otherwise: false, ("none", false), ("managed", true));
        var rate = context.Number(ContextKeys.WafRate, 10, 2_000_000_000);
        var arn = context.Text(
            ContextKeys.WebAclArn,
            text => WebAcl().IsMatch(text),
            "expected arn:aws:wafv2:REGION:ACCOUNT:regional/webacl/NAME/ID"
        );
        if (arn is not null && isManaged)
        {
            throw new InvalidContextException(ContextKeys.WebAclArn, arn, "waf is managed; an API has one firewall");
        }

        if (arn is not null && region is not null && Amazon.Arn.Parse(arn).Region != region)
        {
            throw new InvalidContextException(ContextKeys.WebAclArn, arn, $"expected one of the stack's region, {region}");
        }

        if (rate is not null && !isManaged)
        {
            throw new InvalidContextException(ContextKeys.WafRate, $"{rate}", "it goes with waf=managed");
        }

        return isManaged ? new Managed(rate ?? 2000)
            : arn is not null ? new Existing(arn)
            : new None();
    }

    [GeneratedRegex("^arn:aws[a-z-]*:wafv2:[a-z0-9-]+:[0-9]{12}:regional/webacl/[A-Za-z0-9_-]+/[a-f0-9-]{36}$")]
    private static partial Regex WebAcl();
}
