using Amazon.CDK.AWS.APIGateway;
using Chat.Http;
using Infra.Settings;

namespace Infra.Api;

/// <summary>API Gateway's own error responses, in the formats of the API's errors.</summary>
internal static class GatewayErrors
{
    private static readonly GatewayError[] _always =
    [
        GatewayError.Unauthorized,
        GatewayError.Expired,
        GatewayError.InvalidSignature,
        GatewayError.InvalidKey,
        GatewayError.Filtered,
        GatewayError.TooLarge,
        GatewayError.UnsupportedMediaType,
        GatewayError.Throttled,
        GatewayError.QuotaExceeded,
        GatewayError.TimedOut,
        GatewayError.IntegrationFailed,
        GatewayError.OtherClientError,
        GatewayError.OtherServerError,
    ];

    public static void Add(RestApi api, DeploymentSettings settings)
    {
        var forPages = CrossOrigin.ErrorHeaders(settings.AllowedOrigins);
        foreach (var error in _always.Concat(For(settings.Authentication)))
        {
            Dictionary<string, string> headers = new(forPages);
            foreach (var (name, value) in error.Headers())
            {
                headers[name] = $"'{value}'";
            }

            api.AddGatewayResponse(
                error.ResponseType,
                new GatewayResponseOptions
                {
                    Type = ResponseType_.Of(error.ResponseType),
                    StatusCode = error.KeepsStatus ? null : $"{error.Kind.Status}",
                    ResponseHeaders = headers,

                    // API Gateway supports no other content type here, and sends the template as it is.
                    Templates = new Dictionary<string, string> { ["application/json"] = error.Body("$context.requestId") },
                }
            );
        }
    }

    private static GatewayError[] For(AuthenticationSettings authentication) =>
        authentication switch
        {
            AuthenticationSettings.ApiKey => [GatewayError.NoSuchRoute, GatewayError.NoKey],
            AuthenticationSettings.Iam => [GatewayError.NoSuchRouteOrUnsigned, GatewayError.Denied],
            _ => [GatewayError.NoSuchRoute, GatewayError.Denied],
        };
}
