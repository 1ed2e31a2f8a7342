using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Cognito;
using Amazon.CDK.AWS.Lambda;
using Constructs;
using Infra.Settings;
using Infra.Storage;

namespace Infra.Authentication;

/// <summary>
/// Users of a Cognito user pool. They call with their ID token, since without scopes API Gateway accepts no access token.
/// </summary>
internal sealed class CognitoAuthentication : Authentication
{
    private readonly IUserPool _users;
    private readonly UserPoolClient _client;
    private readonly SignInPage? _page;

    public CognitoAuthentication(Construct scope, CognitoSettings users, Code code, DeploymentSettings settings, Encryption encryption)
        : base(scope, "Authentication")
    {
        _users = users.UserPoolId is { } id
            ? UserPool.FromUserPoolId(this, "Users", id)
            : new Users(this, users, code, settings, encryption).Pool;
        _page = users.CallbackUrls is [] ? null : new(this, _users, users, settings);
        _client = _users.AddClient(
            "Client",
            new UserPoolClientOptions
            {
                // A page cannot keep a secret. Pages sign in with the sign-in page (authorization code with PKCE) or SRP;
                // USER_PASSWORD_AUTH is for the command line, which has neither.
                GenerateSecret = false,
                AuthFlows = new AuthFlow { UserSrp = true, UserPassword = true },
                DisableOAuth = _page is null,
                OAuth = _page?.OAuth,
                SupportedIdentityProviders = _page?.Providers,
                PreventUserExistenceErrors = true,
                EnableTokenRevocation = true,
                IdTokenValidity = Duration.Hours(1),
                AccessTokenValidity = Duration.Hours(1),
                RefreshTokenValidity = Duration.Days(30),
            }
        );
        _page?.Precede(_client);
        Protected = new MethodOptions
        {
            AuthorizationType = AuthorizationType.COGNITO,
            Authorizer = new CognitoUserPoolsAuthorizer(
                this,
                "Authorizer",
                new CognitoUserPoolsAuthorizerProps { CognitoUserPools = [_users] }
            ),
        };
    }

    public override MethodOptions Protected { get; }

    public override SignIn? SignIn => _page?.Url is { } url ? new(url, _client.UserPoolClientId) : null;

    public override string CurlOptions => """-H "Authorization: Bearer $ID_TOKEN" """.Trim();

    public override void Complete(RestApi api)
    {
        _ = new CfnOutput(Stack.Of(this), "UserPoolId", new CfnOutputProps { Value = _users.UserPoolId });
        _ = new CfnOutput(Stack.Of(this), "UserPoolClientId", new CfnOutputProps { Value = _client.UserPoolClientId });
        if (_page?.Url is { } url)
        {
            _ = new CfnOutput(
                Stack.Of(this),
                "SignInUrl",
                new CfnOutputProps
                {
                    Value = url,
                    Description = "OAuth's endpoints are below it: /oauth2/authorize, /oauth2/token, /logout",
                }
            );
        }
    }
}
