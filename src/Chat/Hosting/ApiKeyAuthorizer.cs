using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Chat.Http;

namespace Chat.Hosting;

/// <summary>
/// The function <c>authorizer</c>: tells API Gateway which API key a request carries, be it in <c>x-api-key</c> or, as
/// OpenAI's clients send it, in <c>Authorization: Bearer KEY</c>. Nothing is looked up here: whether there is such a key,
/// and how much it may do, API Gateway decides by its usage plans.
/// </summary>
/// <remarks>
/// A REQUEST authorizer of a REST API with <c>apiKeySource: AUTHORIZER</c>, whose methods require a key. It can have no
/// identity sources, since one header or the other is enough, and no cache, since the policy is for one method only.
/// </remarks>
internal static class ApiKeyAuthorizer
{
    // By API Gateway's documentation of its API keys.
    private const int MinLength = 20;
    private const int MaxLength = 128;

    /// <summary>
    /// Allows the one method that was asked for, and denies it to a request without a key: API Gateway makes 401 of either
    /// answer. To throw, as authorizers may, would count as an error of the function and page somebody for every scanner.
    /// </summary>
    public static Task<APIGatewayCustomAuthorizerResponse> HandleAsync(APIGatewayCustomAuthorizerRequest request, ILambdaContext context) =>
        Task.FromResult(
            Answer(request.MethodArn is { Length: > 0 } method ? method : "*", request.MethodArn is { Length: > 0 } ? KeyOf(request) : null)
        );

    private static APIGatewayCustomAuthorizerResponse Answer(string method, string? key) =>
        new()
        {
            PrincipalID = Caller.KeyHolder,
            PolicyDocument = new()
            {
                Statement =
                [
                    new()
                    {
                        Effect = key is null ? "Deny" : "Allow",
                        Action = ["execute-api:Invoke"],
                        Resource = [method],
                    },
                ],
            },
            UsageIdentifierKey = key,
        };

    private static string? KeyOf(APIGatewayCustomAuthorizerRequest request) =>
        (Header(request, "x-api-key") ?? Bearer(Header(request, "Authorization"))) is { Length: >= MinLength and <= MaxLength } key
        && key.All(character => character is >= ' ' and <= '~')
            ? key
            : null;

    private static string? Header(APIGatewayCustomAuthorizerRequest request, string name) =>
        request.Headers?.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value?.Trim()
            is { Length: > 0 } value
            ? value
            : null;

    private static string? Bearer(string? authorization) =>
        authorization?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true
            ? authorization["Bearer ".Length..].TrimStart()
            : null;
}
