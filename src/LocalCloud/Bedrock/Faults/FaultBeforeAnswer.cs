using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.Faults;

/// <summary>Faults that occur before the model answers.</summary>
internal static class FaultBeforeAnswer
{
    private static readonly byte[] _half = [.. "{\"generation\":\"An answer that is cut "u8];
    private static readonly TimeSpan _timeToArrive = TimeSpan.FromMilliseconds(100);

    public static async Task StrikeAsync(
        FaultRule rule,
        InvokeModelTarget target,
        HttpContext context,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (
            (target.Operation == InvokeModelTarget.Retrieve ? ErrorOfRetrieve(rule.Fault) : ErrorOf(rule.Fault, target.ModelId)) is
            { } error
        )
        {
            throw error;
        }

        if (rule.Fault == FaultKind.CutBody)
        {
            await SendHalfAsync(context.Response, cancellationToken);
        }

        if (rule.Fault is FaultKind.Disconnect or FaultKind.CutBody)
        {
            context.Abort();
        }

        if (rule.Fault is FaultKind.Disconnect or FaultKind.CutBody or FaultKind.Hang)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }

        if (rule.Fault == FaultKind.SlowFirstToken)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(rule.DelayMs ?? 5000), time, cancellationToken);
        }
    }

    private static async Task SendHalfAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = "application/json";
        response.ContentLength = 2 * _half.Length;
        await response.Body.WriteAsync(_half, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);

        // An abort discards data that the connection has not sent yet.
        await Task.Delay(_timeToArrive, cancellationToken);
    }

    // Retrieve has fewer error types than the model, and others for failing dependencies.
    private static BedrockException? ErrorOfRetrieve(FaultKind fault) =>
        fault switch
        {
            FaultKind.Throttle => BedrockException.Throttling(),
            FaultKind.AccessDenied => BedrockException.AccessDenied("You are not authorized to use this knowledge base."),
            FaultKind.Unavailable => new(502, "BadGatewayException", "The vector store cannot be reached.")
            {
                ResourceName = "vector store",
            },
            FaultKind.ModelError => new(424, "DependencyFailedException", "The embedding model failed.")
            {
                ResourceName = "embedding model",
            },
            FaultKind.Internal => BedrockException.Internal(),
            _ => null,
        };

    private static BedrockException? ErrorOf(FaultKind fault, string modelId) =>
        fault switch
        {
            FaultKind.Throttle => BedrockException.Throttling(),
            FaultKind.EndOfLife => BedrockException.EndOfLife(),
            FaultKind.Legacy => BedrockException.Legacy(),
            FaultKind.StreamingUnsupported => BedrockException.DoesNotStream(),
            FaultKind.AccessDenied => BedrockException.AccessDenied("You don't have access to the model with the specified model ID."),
            FaultKind.GuardrailUnknown => BedrockException.UnknownGuardrail(),
            FaultKind.NotReady => BedrockException.ModelNotReady(),
            FaultKind.Unavailable => BedrockException.Unavailable("Bedrock is unable to process your request."),
            FaultKind.Internal => BedrockException.Internal(),
            FaultKind.ModelTimeout => BedrockException.ModelTimeout(),
            FaultKind.ModelError => BedrockException.ModelError("The model failed to answer.", 500, modelId),
            _ => null,
        };
}
