using Amazon.CDK;
using Amazon.CDK.AWS.Cognito;
using Constructs;
using Infra.Settings;

namespace Infra.Authentication;

/// <summary>Cognito's own page for signing in, from which a browser comes back with OAuth's code: PKCE, and no secret in a page.</summary>
internal sealed class SignInPage : Construct
{
    private readonly CfnUserPoolIdentityProvider? _provider;

    public SignInPage(Construct scope, IUserPool pool, CognitoSettings users, DeploymentSettings settings)
        : base(scope, "SignIn")
    {
        OAuth = new OAuthSettings
        {
            Flows = new OAuthFlows { AuthorizationCodeGrant = true },
            Scopes = [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
            CallbackUrls = [.. users.CallbackUrls],
            LogoutUrls = [.. users.LogoutUrls is [] ? users.CallbackUrls : users.LogoutUrls],
        };
        _provider = users.IdentityProvider is { } directory ? Create(pool, directory) : null;
        if (users.UserPoolId is null)
        {
            // The host is unique in all of AWS, so the account is part of it. It is kept with its pool, which has one only.
            UserPoolDomain domain = new(
                this,
                "Domain",
                new UserPoolDomainProps
                {
                    UserPool = pool,
                    CognitoDomain = new CognitoDomainOptions
                    {
                        DomainPrefix = users.SignInDomain ?? $"chat-{settings.Stage}-{Aws.ACCOUNT_ID}",
                    },
                }
            );
            domain.ApplyRemovalPolicy(settings.RemovalPolicy);
            Url = domain.BaseUrl();
        }
    }

    public OAuthSettings OAuth { get; }

    /// <summary>Where the page is; null for a pool that is there already and has its own.</summary>
    public string? Url { get; }

    /// <summary>Who vouches for a user.</summary>
    public UserPoolClientIdentityProvider[] Providers =>
        _provider is null
            ? [UserPoolClientIdentityProvider.COGNITO]
            : [UserPoolClientIdentityProvider.COGNITO, UserPoolClientIdentityProvider.Custom(_provider.ProviderName)];

    /// <summary>A client cannot name a directory that is not there yet.</summary>
    public void Precede(UserPoolClient client)
    {
        if (_provider is not null)
        {
            client.Node.AddDependency(_provider);
        }
    }

    private CfnUserPoolIdentityProvider Create(IUserPool pool, IdentityProviderSettings directory) =>
        new(
            this,
            "Directory",
            new CfnUserPoolIdentityProviderProps
            {
                UserPoolId = pool.UserPoolId,
                ProviderName = "Directory",
                ProviderType = directory is IdentityProviderSettings.Saml ? "SAML" : "OIDC",
                ProviderDetails = directory switch
                {
                    IdentityProviderSettings.Saml saml => new Dictionary<string, string> { ["MetadataURL"] = saml.MetadataUrl },
                    IdentityProviderSettings.Oidc oidc => new Dictionary<string, string>
                    {
                        ["oidc_issuer"] = oidc.Issuer,
                        ["client_id"] = oidc.ClientId,

                        // CloudFormation reads it when it deploys; the template holds the secret's name alone.
                        ["client_secret"] = $"{{{{resolve:secretsmanager:{oidc.SecretArn}:SecretString}}}}",
                        ["authorize_scopes"] = "openid email profile",
                        ["attributes_request_method"] = "GET",
                    },
                    _ => throw new InvalidOperationException("There is no such directory."),
                },
                AttributeMapping = new Dictionary<string, string>
                {
                    ["email"] =
                        directory is IdentityProviderSettings.Saml
                            ? "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"
                            : "email",
                },
            }
        );
}
