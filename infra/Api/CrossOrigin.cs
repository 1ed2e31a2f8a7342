using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;

namespace Infra.Api;

/// <summary>
/// Pages of other origins. API Gateway answers their preflight requests and gives their headers to its own errors; the
/// functions do it for every other answer. Which headers, the functions say.
/// </summary>
internal static class CrossOrigin
{
    private static readonly IReadOnlyDictionary<string, string> _preflight = Chat.Http.Cors.Preflight("").Headers;

    /// <summary>Answers preflight requests to a resource without waking a function.</summary>
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
    /// The headers of API Gateway's own errors, which cannot choose between origins: with several any page may read them.
    /// They say no more than that a request was refused.
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
