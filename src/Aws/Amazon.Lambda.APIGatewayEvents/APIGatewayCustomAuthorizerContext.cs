using System.Runtime.Serialization;
using System.Text.Json;

namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>
/// What the authorizer says of the caller: a custom authorizer's own values by name, or a Cognito user
/// pool's claims in <see cref="Claims"/>.
/// </summary>
[DataContract]
public class APIGatewayCustomAuthorizerContext : Dictionary<string, object?>
{
    private const string UseIndexer = "Read the value by its name: authorizer[\"...\"].";

    private Dictionary<string, string>? _claims;

    /// <summary>The token's claims whose values are strings; empty when there is no token.</summary>
    public Dictionary<string, string> Claims
    {
        get => _claims ??= ReadClaims();
        set => _claims = value;
    }

    [Obsolete(UseIndexer)]
    public string? PrincipalId
    {
        get => Text("principalId");
        set => this["principalId"] = value;
    }

    [Obsolete(UseIndexer)]
    public string? StringKey
    {
        get => Text("stringKey");
        set => this["stringKey"] = value;
    }

    [Obsolete(UseIndexer)]
    public int? NumKey
    {
        get => int.TryParse(Text("numKey"), out var number) ? number : null;
        set => this["numKey"] = value;
    }

    [Obsolete(UseIndexer)]
    public bool? BoolKey
    {
        get => bool.TryParse(Text("boolKey"), out var flag) ? flag : null;
        set => this["boolKey"] = value;
    }

    private string? Text(string key) => TryGetValue(key, out var value) ? value?.ToString() : null;

    private Dictionary<string, string> ReadClaims()
    {
        Dictionary<string, string> claims = [];
        if (!TryGetValue("claims", out var value) || value is not JsonElement { ValueKind: JsonValueKind.Object } json)
        {
            return claims;
        }

        foreach (var claim in json.EnumerateObject())
        {
            if (claim.Value.ValueKind == JsonValueKind.String)
            {
                claims[claim.Name] = claim.Value.GetString()!;
            }
        }

        return claims;
    }
}
