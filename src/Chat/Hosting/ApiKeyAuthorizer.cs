using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

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
    /// <summary>Everybody's principal, so that the key is nobody's name: who holds a key is known once API Gateway has checked it.</summary>
    public const string PrincipalId = "api-key-holder";

    // By API Gateway's documentation of its API keys.
    private const int MinLength = 20;
    private const int MaxLength = 128;

    /// <exception cref="UnauthorizedAccessException">No key. API Gateway makes 401 of the message, word for word, and 500 of any other.</exception>
    public static Task<APIGatewayCustomAuthorizerResponse> HandleAsync(APIGatewayCustomAuthorizerRequest request, ILambdaContext context) =>
        KeyOf(request) is { } key && request.MethodArn is { Length: > 0 } method
            ? Task.FromResult(Allow(method, key))
            : throw new UnauthorizedAccessException("Unauthorized");

    private static APIGatewayCustomAuthorizerResponse Allow(string method, string key) => new()
    {
        PrincipalID = PrincipalId,
        PolicyDocument = new() { Statement = [new() { Effect = "Allow", Action = ["execute-api:Invoke"], Resource = [method] }] },
        UsageIdentifierKey = key,
    };

    private static string? KeyOf(APIGatewayCustomAuthorizerRequest request) =>
        (Header(request, "x-api-key") ?? Bearer(Header(request, "Authorization"))) is { Length: >= MinLength and <= MaxLength } key
        && key.All(character => character is >= ' ' and <= '~')
            ? key
            : null;

    private static string? Header(APIGatewayCustomAuthorizerRequest request, string name) =>
        request.Headers?.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value?.Trim() is { Length: > 0 } value
            ? value
            : null;

    private static string? Bearer(string? authorization) =>
        authorization?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true ? authorization["Bearer ".Length..].TrimStart() : null;
}
