using System.Text.RegularExpressions;

namespace Infra.Settings;

/// <summary>An external identity provider.</summary>
internal abstract partial record IdentityProviderSettings
{
    private IdentityProviderSettings() { }

    /// <param name="MetadataUrl">The URL of its metadata document.</param>
    public sealed record Saml(string MetadataUrl) : IdentityProviderSettings;

    /// <param name="Issuer">Its issuer URL.</param>
    /// <param name="ClientId">The user pool's client id there.</param>
    /// <param name="SecretArn">The Secrets Manager secret whose whole text is the client secret.</param>
    public sealed record Oidc(string Issuer, string ClientId, string SecretArn) : IdentityProviderSettings;

    public static IdentityProviderSettings? Bind(ContextValues context)
    {
        const string Expected = "expected saml:https://… with the address of the metadata, or oidc:https://… with the issuer";
        var text = context.Text(ContextKeys.IdentityProvider, text => Shape().IsMatch(text), Expected);
        var clientId = context.Text(ContextKeys.IdentityProviderClientId);
        var secret = context.Text(
            ContextKeys.IdentityProviderSecretArn,
            text => Secret().IsMatch(text),
            "expected arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME"
        );
        if (text?.Split(':', 2) is not ["oidc", var issuer])
        {
            context.RefuseWithout(
                "identityProvider=oidc:https://…",
                ContextKeys.IdentityProviderClientId,
                ContextKeys.IdentityProviderSecretArn
            );
            return text is null ? null : new Saml(text["saml:".Length..]);
        }

        return new Oidc(
            issuer,
            clientId ?? throw new InvalidContextException(ContextKeys.IdentityProviderClientId, null, $"identityProvider is {text}"),
            secret ?? throw new InvalidContextException(ContextKeys.IdentityProviderSecretArn, null, $"identityProvider is {text}")
        );
    }

    [GeneratedRegex("^(saml|oidc):https://[a-z0-9.-]+(:[0-9]+)?(/[^\\s#]*)?$")]
    private static partial Regex Shape();

    [GeneratedRegex("^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+$")]
    private static partial Regex Secret();
}
