using Llama;
using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.InvokeModel;

/// <summary>Checks the headers of an invocation.</summary>
internal static class InvokeModelHeaders
{
    private const string Identifier = "X-Amzn-Bedrock-GuardrailIdentifier";
    private const string Version = "X-Amzn-Bedrock-GuardrailVersion";
    private const string Trace = "X-Amzn-Bedrock-Trace";

    /// <returns>The guardrail of the request; null for none. The emulator accepts any valid one in its own region.</returns>
    public static Guardrail? Check(HttpRequest request, bool streamed, string region)
    {
        // boto3 sends no content type by default; the operation's default is JSON.
        if (request.ContentType is not null && !IsJson(request.ContentType))
        {
            throw BedrockException.Validation("The Content-Type of the request must be application/json.");
        }

        if (
            request.Headers[streamed ? "X-Amzn-Bedrock-Accept" : "Accept"].ToString() is { Length: > 0 } accept
            && accept != "*/*"
            && !IsJson(accept)
        )
        {
            throw BedrockException.Validation("The accept type of the request must be application/json.");
        }

        RequireOneOf(request, Trace, "ENABLED", "DISABLED", "ENABLED_FULL");
        RequireOneOf(request, "X-Amzn-Bedrock-PerformanceConfig-Latency", "standard", "optimized");
        RequireOneOf(request, "X-Amzn-Bedrock-Service-Tier", "priority", "default", "flex", "reserved");

        return request.Headers.ContainsKey(Identifier) == request.Headers.ContainsKey(Version)
            ? ReadGuardrail(request, region)
            : throw BedrockException.Validation("A guardrail needs both: the guardrail identifier and the guardrail version.");
    }

    public static bool WantsTrace(HttpRequest request) => request.Headers[Trace].ToString() is "ENABLED" or "ENABLED_FULL";

    private static Guardrail? ReadGuardrail(HttpRequest request, string region)
    {
        if (!request.Headers.TryGetValue(Identifier, out var identifier))
        {
            return null;
        }

        try
        {
            Guardrail guardrail = new(identifier.ToString(), request.Headers[Version].ToString());
            return (guardrail.Region ?? region) == region ? guardrail : throw BedrockException.UnknownGuardrail();
        }
        catch (LlamaException)
        {
            throw BedrockException.Validation("The provided guardrail identifier is invalid.");
        }
    }

    private static bool IsJson(string mediaType) =>
        mediaType.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);

    private static void RequireOneOf(HttpRequest request, string header, params string[] allowed)
    {
        if (request.Headers[header].ToString() is { Length: > 0 } value && !allowed.Contains(value))
        {
            throw BedrockException.Validation($"{header} must be one of {string.Join(", ", allowed)}.");
        }
    }
}
