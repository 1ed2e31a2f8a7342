using Amazon.CDK.AWS.APIGateway;
using Constructs;
using Infra.Settings;
using Infra.Storage;

namespace Infra.Api;

/// <summary>
/// A line of JSON for each request. The resource and not the path, which holds a conversation's id; no header and no body.
/// </summary>
internal sealed class AccessLog : Construct
{
    public AccessLog(Construct scope, DeploymentSettings settings, Encryption encryption)
        : base(scope, "AccessLog") => Destination = new(Logs.Create(this, settings, encryption));

    public LogGroupLogDestination Destination { get; }

    public static AccessLogFormat Format(AuthenticationSettings authentication) =>
        AccessLogFormat.Custom("{" + string.Join(',', Fields(authentication).Select(field => $"\"{field.Name}\":\"{field.Value}\"")) + "}");

    private static IEnumerable<(string Name, string Value)> Fields(AuthenticationSettings authentication) =>
        [
            ("time", AccessLogField.ContextRequestTime()),
            ("request_id", AccessLogField.ContextRequestId()),
            ("trace_id", AccessLogField.ContextXrayTraceId()),
            ("caller", Caller(authentication)),
            ("method", AccessLogField.ContextHttpMethod()),
            ("resource", AccessLogField.ContextResourcePath()),
            ("status", AccessLogField.ContextStatus()),
            ("response_bytes", AccessLogField.ContextResponseLength()),
            ("latency_ms", AccessLogField.ContextResponseLatency()),
            ("integration_latency_ms", AccessLogField.ContextIntegrationLatency()),
            ("integration_status", AccessLogField.ContextIntegrationStatus()),
            ("gateway_error", AccessLogField.ContextErrorResponseType()),
            ("source_ip", AccessLogField.ContextIdentitySourceIp()),
            ("user_agent", AccessLogField.ContextIdentityUserAgent()),
        ];

    // API Gateway cannot hash. These are ids that say nothing of a person to who does not have the user pool, the list of keys
    // or the trail of the account.
    private static string Caller(AuthenticationSettings authentication) =>
        authentication switch
        {
            AuthenticationSettings.Cognito => AccessLogField.ContextAuthorizerClaims("sub"),
            AuthenticationSettings.ApiKey => AccessLogField.ContextIdentityApiKeyId(),
            _ => "$context.identity.accessKey",
        };
}
