using Amazon.CDK;
using Amazon.CDK.AWS.Cognito;
using Constructs;
using Infra.Settings;

namespace Infra.Authentication;

/// <summary>Cognito's sign-in page, which returns an authorization code to the browser: PKCE, without a secret in the page.</summary>
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
            // The host is unique in all of AWS, so it contains the account. It is retained with its pool, which can have only one.
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

    /// <summary>The URL of the page; null for an existing pool, which has its own.</summary>
    public string? Url { get; }

    /// <summary>The identity providers of users.</summary>
    public UserPoolClientIdentityProvider[] Providers =>
        _provider is null
            ? [UserPoolClientIdentityProvider.COGNITO]
            : [UserPoolClientIdentityProvider.COGNITO, UserPoolClientIdentityProvider.Custom(_provider.ProviderName)];

    /// <summary>Makes the client depend on the identity provider, which it names.</summary>
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

                        // CloudFormation reads the secret at deployment; the template contains only its name.
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
