using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Chat.Http;

namespace Chat.Hosting;

/// <summary>
/// The function <c>authorizer</c>: returns the API key of a request to API Gateway, from <c>x-api-key</c> or, as OpenAI's clients send
/// it, from <c>Authorization: Bearer KEY</c>. API Gateway itself checks the key and applies its usage plan.
/// </summary>
/// <remarks>
/// A REQUEST authorizer of a REST API with <c>apiKeySource: AUTHORIZER</c>, whose methods require a key. It has no identity sources,
/// because either header is enough, and no cache, because its policy is for one method only.
/// </remarks>
internal static class ApiKeyAuthorizer
{
    // The limit in API Gateway's documentation of API keys.
    private const int MinLength = 20;
    private const int MaxLength = 128;

    /// <summary>
    /// Allows the requested method, or denies it if there is no key; API Gateway answers 401 in both cases if the key is not valid.
    /// Throwing would count as an error of the function, so that every scanner would raise an alarm.
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
