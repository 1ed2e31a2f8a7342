using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Lambda;
using Constructs;
using Infra.Functions;
using Infra.Settings;
using Infra.Storage;

namespace Infra.Authentication;

/// <summary>How callers authenticate: configures the methods, and prints how to call the API.</summary>
internal abstract class Authentication(Construct scope, string id) : Construct(scope, id)
{
    /// <summary>The options of methods that need authentication.</summary>
    public abstract MethodOptions Protected { get; }

    /// <summary>The source of API keys; null without API keys.</summary>
    public virtual ApiKeySourceType? KeySource => null;

    /// <summary>The owners of API keys for the functions; null without API keys.</summary>
    public virtual string? KeyOwners => null;

    /// <summary>The sign-in page for users of the chat page; null without one.</summary>
    public virtual SignIn? SignIn => null;

    /// <summary>The authorizer function; null if API Gateway needs none.</summary>
    public virtual ChatFunction? Authorizer => null;

    /// <summary>Creates resources that need the finished API, and outputs for callers.</summary>
    public abstract void Complete(RestApi api);

    /// <summary>The options of a curl command for authentication.</summary>
    public abstract string CurlOptions { get; }

    public static Authentication Create(Construct scope, Code code, DeploymentSettings settings, Encryption encryption) =>
        settings.Authentication switch
        {
            AuthenticationSettings.Iam => new IamAuthentication(scope),
            AuthenticationSettings.ApiKey keys => new ApiKeyAuthentication(scope, keys, code, settings, encryption),
            AuthenticationSettings.Cognito users => new CognitoAuthentication(scope, users.Users, code, settings, encryption),
            _ => throw new InvalidOperationException("There is no such authentication."),
        };
}
