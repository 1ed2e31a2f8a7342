using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

internal sealed record CognitoClientContext(
    IClientApplication? Client = null,
    IDictionary<string, string>? Custom = null,
    IDictionary<string, string>? Environment = null
) : IClientContext
{
    public static CognitoClientContext Read(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return new();
        }

        using var document = JsonDocument.Parse(json);
        return new(
            CognitoClientApplication.Read(document.RootElement),
            document.RootElement.Texts("custom"),
            document.RootElement.Texts("env")
        );
    }
}
