using Amazon.Runtime;

namespace Chat.Aws;

/// <summary>Lambda hands credentials over in these variables; reading them here spares the start the SDK's search.</summary>
internal static class LambdaCredentials
{
    /// <summary>The credentials; null where there are none, and the SDK has to search after all.</summary>
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
