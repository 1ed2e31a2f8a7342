namespace LocalCloud.Bedrock;

/// <summary>The headers of an invocation that change or refuse it.</summary>
internal static class InvokeModelHeaders
{
    /// <returns>Whether a guardrail watches the invocation.</returns>
    public static bool Check(HttpRequest request, bool streamed)
    {
        // boto3 names no type unless told; the operation's default is JSON.
        if (request.ContentType is not null && !IsJson(request.ContentType))
            throw BedrockException.Validation("The Content-Type of the request must be application/json.");
        if (request.Headers[streamed ? "X-Amzn-Bedrock-Accept" : "Accept"].ToString() is { Length: > 0 } accept && accept != "*/*" && !IsJson(accept))
            throw BedrockException.Validation("The accept type of the request must be application/json.");

        RequireOneOf(request, "X-Amzn-Bedrock-Trace", "ENABLED", "DISABLED", "ENABLED_FULL");
        RequireOneOf(request, "X-Amzn-Bedrock-PerformanceConfig-Latency", "standard", "optimized");
        RequireOneOf(request, "X-Amzn-Bedrock-Service-Tier", "priority", "default", "flex", "reserved");

        var identifier = request.Headers.ContainsKey("X-Amzn-Bedrock-GuardrailIdentifier");
        var version = request.Headers.ContainsKey("X-Amzn-Bedrock-GuardrailVersion");
        return identifier == version
            ? identifier
            : throw BedrockException.Validation("A guardrail needs both: the guardrail identifier and the guardrail version.");
    }

    private static bool IsJson(string mediaType) =>
        mediaType.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);

    private static void RequireOneOf(HttpRequest request, string header, params string[] allowed)
    {
        if (request.Headers[header].ToString() is { Length: > 0 } value && !allowed.Contains(value))
            throw BedrockException.Validation($"{header} must be one of {string.Join(", ", allowed)}.");
    }
}
