namespace LocalCloud.Bedrock.Wire;

/// <summary>An error of Bedrock: HTTP status, type, message, and further fields of the body.</summary>
internal sealed class BedrockException(int status, string type, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Type { get; } = type;

    public int? OriginalStatusCode { get; init; }

    public string? ResourceName { get; init; }

    /// <summary>The Retry-After header; null for none.</summary>
    public string? RetryAfter { get; set; }

    public static BedrockException Validation(string message) => new(400, "ValidationException", message);

    public static BedrockException Malformed(string violation) =>
        Validation($"Malformed input request: {violation}, please reformat your input and try again.");

    public static BedrockException UnknownModel() => Validation("The provided model identifier is invalid.");

    public static BedrockException NeedsProfile(string modelId) =>
        Validation(
            $"Invocation of model ID {modelId} with on-demand throughput isn't supported. Retry your request with the ID or ARN of an inference profile that contains this model."
        );

    public static BedrockException DoesNotStream() => Validation("Streaming is not supported for this model.");

    public static BedrockException EndOfLife() =>
        NotFound("This model version has reached the end of its life. Please refer to the AWS documentation for more details.");

    public static BedrockException Legacy() =>
        NotFound(
            "Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the last 30 days. Please upgrade to an active model on Amazon Bedrock"
        );

    public static BedrockException TooLong(int window) =>
        Validation($"This model's maximum context length is {window} tokens. Please reduce the length of the prompt");

    public static BedrockException FarTooLong() => Validation("Input is too long for requested model.");

    public static BedrockException UnknownGuardrail() =>
        Validation("The guardrail identifier or version provided in the request does not exist.");

    public static BedrockException AccessDenied(string message) => new(403, "AccessDeniedException", message);

    public static BedrockException NotFound(string message) => new(404, "ResourceNotFoundException", message);

    public static BedrockException ModelTimeout() => new(408, "ModelTimeoutException", "The model took too long to answer.");

    public static BedrockException ModelError(string message, int originalStatusCode, string resourceName) =>
        new(424, "ModelErrorException", message) { OriginalStatusCode = originalStatusCode, ResourceName = resourceName };

    public static BedrockException ModelStreamError(string message) => new(424, "ModelStreamErrorException", message);

    public static BedrockException Throttling() => new(429, "ThrottlingException", "Too many requests, please wait before trying again.");

    public static BedrockException ModelNotReady() =>
        new(429, "ModelNotReadyException", "Model is not ready for inference. Wait and try your request again.");

    public static BedrockException Internal() =>
        new(500, "InternalServerException", "The system encountered an unexpected error during processing. Try your request again.");

    public static BedrockException Unavailable(string message) => new(503, "ServiceUnavailableException", message);
}
