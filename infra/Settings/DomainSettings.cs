using System.Text.RegularExpressions;

namespace Infra.Settings;

/// <summary>The custom domain of the API.</summary>
/// <param name="Name">For example <c>chat.example.com</c>.</param>
/// <param name="CertificateArn">Its ACM certificate, in the stack's region.</param>
/// <param name="HostedZoneId">The Route 53 zone for its records; null if its DNS is elsewhere.</param>
internal sealed partial record DomainSettings(string Name, string CertificateArn, string? HostedZoneId)
{
    public static DomainSettings? Bind(ContextValues context, string? region)
    {
        var name = context.Text(
            ContextKeys.DomainName,
            text => text.Length <= 253 && Host().IsMatch(text),
            "expected a host name such as chat.example.com, in lower case"
        );
        if (name is null)
        {
            context.RefuseWithout(ContextKeys.DomainName, ContextKeys.CertificateArn, ContextKeys.HostedZoneId);
            return null;
        }

        const string Expected = "expected arn:aws:acm:REGION:ACCOUNT:certificate/ID";
        var certificate =
            context.Text(ContextKeys.CertificateArn, text => Certificate().IsMatch(text), Expected)
            ?? throw new InvalidContextException(ContextKeys.CertificateArn, null, $"{Expected}, since domainName is {name}");
        if (region is not null && Amazon.Arn.Parse(certificate).Region != region)
        {
            throw new InvalidContextException(
                ContextKeys.CertificateArn,
                certificate,
                $"the API is regional, so its certificate has to be in the stack's region, {region}"
            );
        }

        return new(
            name,
            certificate,
            context.Text(
                ContextKeys.HostedZoneId,
                text => Zone().IsMatch(text),
                "expected the id of a hosted zone, such as Z0123456789ABCDEFGHIJ"
            )
        );
    }

    [GeneratedRegex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$")]
    private static partial Regex Host();

    [GeneratedRegex("^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]+$")]
    private static partial Regex Certificate();

    [GeneratedRegex("^Z[A-Z0-9]{4,31}$")]
    private static partial Regex Zone();
}
