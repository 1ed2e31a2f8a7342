using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Lambda.Core;

namespace Chat.Hosting;

/// <summary>
/// The function <c>sign-up</c>: Cognito invokes it before a sign-up, and it accepts only e-mail addresses of the given domains. Cognito
/// then verifies the address with a code. Users created by an administrator or a directory are accepted.
/// </summary>
/// <param name="domains">The domains, separated by commas.</param>
internal sealed class SignUpFunction(string domains)
{
    private readonly string[] _domains = domains.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <exception cref="UnauthorizedAccessException">The address is of another domain. Cognito shows the message to the user.</exception>
    public async Task<Stream> HandleAsync(Stream request, ILambdaContext context)
    {
        MemoryStream answer = new();
        await request.CopyToAsync(answer);
        answer.Position = 0;
        var trigger = JsonNode.Parse(answer, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false })!;
        if ((string?)trigger["triggerSource"] == "PreSignUp_SignUp" && !Allows((string?)trigger["request"]?["userAttributes"]?["email"]))
        {
            throw new UnauthorizedAccessException($"Sign-up is for addresses of {string.Join(", ", _domains)}.");
        }

        // Cognito expects its own event as the response.
        answer.Position = 0;
        return answer;
    }

    private bool Allows(string? email) =>
        email?.LastIndexOf('@') is > 0 and var at && _domains.Contains(email[(at + 1)..], StringComparer.OrdinalIgnoreCase);
}
