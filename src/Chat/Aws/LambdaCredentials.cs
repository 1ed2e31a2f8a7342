using Amazon.Runtime;

namespace Chat.Aws;

/// <summary>Reads the credentials that Lambda sets in the environment, which is faster than the SDK's search for credentials.</summary>
internal static class LambdaCredentials
{
    /// <summary>The credentials; null if the variables are not set, so that the SDK has to search.</summary>
    public static AWSCredentials? From(IReadOnlyDictionary<string, string> environment) =>
        (
            environment.GetValueOrDefault("AWS_ACCESS_KEY_ID"),
            environment.GetValueOrDefault("AWS_SECRET_ACCESS_KEY"),
            environment.GetValueOrDefault("AWS_SESSION_TOKEN")
        ) switch
        {
            ({ Length: > 0 } key, { Length: > 0 } secret, { Length: > 0 } token) => new SessionAWSCredentials(key, secret, token),
            ({ Length: > 0 } key, { Length: > 0 } secret, _) => new BasicAWSCredentials(key, secret),
            _ => null,
        };
}
