namespace LocalCloud.Bedrock;

/// <summary>The faults that strike before the model says anything.</summary>
internal static class FaultBeforeAnswer
{
    public static async Task StrikeAsync(FaultRule rule, string modelId, HttpContext context, TimeProvider time, CancellationToken cancellationToken)
    {
        if (ErrorOf(rule.Fault, modelId) is { } error)
            throw error;
        if (rule.Fault == FaultKind.Disconnect)
            context.Abort();
        if (rule.Fault is FaultKind.Disconnect or FaultKind.Hang)
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        if (rule.Fault == FaultKind.SlowFirstToken)
            await Task.Delay(TimeSpan.FromMilliseconds(rule.DelayMs ?? 5000), time, cancellationToken);
    }

    private static BedrockException? ErrorOf(FaultKind fault, string modelId) => fault switch
    {
        FaultKind.Throttle => BedrockException.Throttling(),
        FaultKind.EndOfLife => BedrockException.NotFound(
            "This model version has reached the end of its life. Please refer to the AWS documentation for more details."),
        FaultKind.Legacy => BedrockException.NotFound(
            "Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the last 30 days. Please upgrade to an active model on Amazon Bedrock"),
        FaultKind.AccessDenied => BedrockException.AccessDenied("You don't have access to the model with the specified model ID."),
        FaultKind.NotReady => BedrockException.ModelNotReady(),
        FaultKind.Unavailable => BedrockException.Unavailable("Bedrock is unable to process your request."),
        FaultKind.Internal => BedrockException.Internal(),
        FaultKind.ModelTimeout => BedrockException.ModelTimeout(),
        FaultKind.ModelError => BedrockException.ModelError("The model failed to answer.", 500, modelId),
        _ => null,
    };
}
