using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Lambda;
using Constructs;
using Infra.Functions;
using Infra.Settings;
using Infra.Storage;

namespace Infra.Authentication;

/// <summary>Who may call the API: says so to each method, and prints how to call it.</summary>
internal abstract class Authentication(Construct scope, string id) : Construct(scope, id)
{
    /// <summary>How a method lets callers in.</summary>
    public abstract MethodOptions Protected { get; }

    /// <summary>Where API Gateway finds a caller's key; null when there are no keys.</summary>
    public virtual ApiKeySourceType? KeySource => null;

    /// <summary>Whose each API key is, as the functions are told; null when there are no keys.</summary>
    public virtual string? KeyOwners => null;

    /// <summary>Where users of the chat page sign in; null when there is no such place.</summary>
    public virtual SignIn? SignIn => null;

    /// <summary>A function that takes part; null when API Gateway does it alone.</summary>
    public virtual ChatFunction? Authorizer => null;

    /// <summary>Makes what needs the finished API, and the outputs that a caller needs.</summary>
    public abstract void Complete(RestApi api);

    /// <summary>The part of a curl command that gets a caller in.</summary>
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
