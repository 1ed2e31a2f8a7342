using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Lambda.Core;

namespace Chat.Hosting;

/// <summary>
/// The function <c>sign-up</c>: Cognito asks it before somebody signs up, and it lets in e-mail addresses of the given domains.
/// That the address is the person's own, Cognito finds out by a code. Whom an administrator or a directory makes is let in.
/// </summary>
/// <param name="domains">The domains, separated by commas.</param>
internal sealed class SignUpFunction(string domains)
{
    private readonly string[] _domains = domains.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <exception cref="UnauthorizedAccessException">The address is of another domain; Cognito shows the sentence to the
    /// person.</exception>
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

        // Cognito takes its own event back as the answer.
        answer.Position = 0;
        return answer;
    }

    private bool Allows(string? email) =>
        email?.LastIndexOf('@') is > 0 and var at && _domains.Contains(email[(at + 1)..], StringComparer.OrdinalIgnoreCase);
}
