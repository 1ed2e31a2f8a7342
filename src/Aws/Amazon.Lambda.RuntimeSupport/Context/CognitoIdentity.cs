using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

internal sealed record CognitoIdentity(string? IdentityId = null, string? IdentityPoolId = null) : ICognitoIdentity
{
    public static CognitoIdentity Read(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return new();
        }

        using var document = JsonDocument.Parse(json);
        return new(document.RootElement.Text("cognitoIdentityId"), document.RootElement.Text("cognitoIdentityPoolId"));
    }
}
