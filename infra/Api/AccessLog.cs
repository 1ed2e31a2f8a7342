using Amazon.CDK.AWS.APIGateway;
using Constructs;
using Infra.Settings;
using Infra.Storage;

namespace Infra.Api;

/// <summary>
/// One line of JSON per request. It contains the resource instead of the path, which has a conversation's id, and no header or body.
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

    // API Gateway cannot hash values. These ids identify a person only to someone with access to the user pool, the list of keys or the
    // account's CloudTrail.
    private static string Caller(AuthenticationSettings authentication) =>
        authentication switch
        {
            AuthenticationSettings.Cognito => AccessLogField.ContextAuthorizerClaims("sub"),
            AuthenticationSettings.ApiKey => AccessLogField.ContextIdentityApiKeyId(),
            _ => "$context.identity.accessKey",
        };
}
