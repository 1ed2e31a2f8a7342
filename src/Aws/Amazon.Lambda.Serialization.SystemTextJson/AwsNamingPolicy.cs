using System.Text.Json;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>Knows the two event fields whose JSON names are not the property's; leaves the rest to another policy, or as it is.</summary>
public class AwsNamingPolicy : JsonNamingPolicy
{
    private readonly JsonNamingPolicy? _fallback;

    public AwsNamingPolicy() { }

    public AwsNamingPolicy(JsonNamingPolicy fallbackNamingPolicy) => _fallback = fallbackNamingPolicy;

    public override string ConvertName(string name) =>
        name switch
        {
            "XAmzId2" => "x-amz-id-2",
            "XAmzRequestId" => "x-amz-request-id",
            _ => _fallback?.ConvertName(name) ?? name,
        };
}
