using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;

namespace Infra.Api;

/// <summary>
/// CORS for pages of other origins. API Gateway answers their preflight requests and adds headers to its own errors; the functions add
/// headers to all other answers. The header names are those of the functions.
/// </summary>
internal static class CrossOrigin
{
    private static readonly IReadOnlyDictionary<string, string> _preflight = Chat.Http.Cors.Preflight("").Headers;

    /// <summary>Lets API Gateway answer preflight requests to a resource, without a function.</summary>
    public static void AllowPreflight(
        Amazon.CDK.AWS.APIGateway.IResource resource,
        IReadOnlyList<string> origins,
        IEnumerable<string> methods
    ) =>
        resource.AddCorsPreflight(
            new CorsOptions
            {
                AllowOrigins = [.. origins],
                AllowMethods = [.. methods],
                AllowHeaders = _preflight["Access-Control-Allow-Headers"].Split(", "),
                MaxAge = Duration.Seconds(int.Parse(_preflight["Access-Control-Max-Age"], null)),
            }
        );

    /// <summary>
    /// The CORS headers of API Gateway's own errors. These cannot depend on the request's origin, so with several allowed origins any
    /// page may read the errors, which contain only that a request was refused.
    /// </summary>
    public static Dictionary<string, string> ErrorHeaders(IReadOnlyList<string> origins) =>
        origins is []
            ? []
            : new()
            {
                ["Access-Control-Allow-Origin"] = $"'{(origins.Count == 1 ? origins[0] : "*")}'",
                ["Access-Control-Expose-Headers"] = $"'{Chat.Http.ApiHeaders.ExposedOfGatewayErrors}'",
            };
}
