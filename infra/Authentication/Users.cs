using Amazon.CDK;
using Amazon.CDK.AWS.Cognito;
using Amazon.CDK.AWS.Lambda;
using Chat.Configuration;
using Constructs;
using Infra.Functions;
using Infra.Settings;
using Infra.Storage;

namespace Infra.Authentication;

/// <summary>A user pool. An administrator creates users, or users of the given e-mail domains sign up.</summary>
internal sealed class Users : Construct
{
    public Users(Construct scope, CognitoSettings users, Code code, DeploymentSettings settings, Encryption encryption)
        : base(scope, "UserPool")
    {
        Pool = new(
            scope,
            "Users",
            new UserPoolProps
            {
                SelfSignUpEnabled = users.SignUpDomains is not [],
                AutoVerify = users.SignUpDomains is [] ? null : new AutoVerifiedAttrs { Email = true },
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

                // With an authenticator app: text messages cost money and can be intercepted.
                Mfa = Mfa.OPTIONAL,
                MfaSecondFactor = new MfaSecondFactor { Otp = true, Sms = false },
                AccountRecovery = AccountRecovery.EMAIL_ONLY,

                // A user's id is the owner of conversations; without the pool, they could not be reached.
                RemovalPolicy = settings.RemovalPolicy,
            }
        );
        _ = new CfnUserPoolGroup(
            scope,
            "Admins",
            new CfnUserPoolGroupProps
            {
                UserPoolId = Pool.UserPoolId,
                GroupName = "admins",
                Description = "May call the admin routes",
            }
        );
        if (users.SignUpDomains is not [])
        {
            // Cognito expects an error of the function for a refusal, so there is no alarm for it.
            ChatFunction signUp = new(
                this,
                Chat.Configuration.FunctionNames.SignUp,
                code,
                settings,
                Duration.Seconds(5),
                encryption,
                new Dictionary<string, string> { [FunctionVariables.SignUpDomains] = string.Join(',', users.SignUpDomains) }
            );
            Pool.AddTrigger(UserPoolOperation.PRE_SIGN_UP, signUp.Lambda);
        }
    }

    public UserPool Pool { get; }
}
