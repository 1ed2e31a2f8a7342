namespace Amazon.Lambda.Core;

/// <summary>The Cognito identity that a mobile SDK invoked the function with.</summary>
public interface ICognitoIdentity
{
    string? IdentityId { get; }

    string? IdentityPoolId { get; }
}
