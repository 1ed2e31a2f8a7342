using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Cognito;
using Constructs;

namespace Infra.Authentication;

/// <summary>Users that an administrator makes. They call with their ID token: without scopes API Gateway takes no access token.</summary>
internal sealed class CognitoAuthentication : Authentication
{
    private readonly UserPool _users;
    private readonly UserPoolClient _client;

    public CognitoAuthentication(Construct scope, bool retainData)
        : base(scope, "Authentication")
    {
        _users = new(this, "Users", new UserPoolProps
        {
            SelfSignUpEnabled = false,
            SignInAliases = new SignInAliases { Email = true },
            SignInCaseSensitive = false,
            PasswordPolicy = new PasswordPolicy
            {
                MinLength = 12,
                RequireDigits = true,
                RequireLowercase = true,
                RequireUppercase = true,
                RequireSymbols = true,
                TempPasswordValidity = Duration.Days(3),
            },

            // By an app on the phone: text messages cost money and can be intercepted.
            Mfa = Mfa.OPTIONAL,
            MfaSecondFactor = new MfaSecondFactor { Otp = true, Sms = false },
            AccountRecovery = AccountRecovery.EMAIL_ONLY,

            // A user's id is the owner of conversations: without the pool they would belong to nobody.
            DeletionProtection = retainData,
            RemovalPolicy = retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
        });
        _client = _users.AddClient("Client", new UserPoolClientOptions
        {
            // A page cannot keep a secret. Pages sign in by SRP; USER_PASSWORD_AUTH is for the command line, which has no SRP.
            GenerateSecret = false,
            AuthFlows = new AuthFlow { UserSrp = true, UserPassword = true },
            DisableOAuth = true,
            PreventUserExistenceErrors = true,
            EnableTokenRevocation = true,
            IdTokenValidity = Duration.Hours(1),
            AccessTokenValidity = Duration.Hours(1),
            RefreshTokenValidity = Duration.Days(30),
        });
        Protected = new MethodOptions
        {
            AuthorizationType = AuthorizationType.COGNITO,
            Authorizer = new CognitoUserPoolsAuthorizer(this, "Authorizer", new CognitoUserPoolsAuthorizerProps { CognitoUserPools = [_users] }),
        };
    }

    public override MethodOptions Protected { get; }

    public override string CurlOptions => """-H "Authorization: Bearer $ID_TOKEN" """.Trim();

    public override void Complete(RestApi api)
    {
        _ = new CfnOutput(Stack.Of(this), "UserPoolId", new CfnOutputProps { Value = _users.UserPoolId });
        _ = new CfnOutput(Stack.Of(this), "UserPoolClientId", new CfnOutputProps { Value = _client.UserPoolClientId });
    }
}
