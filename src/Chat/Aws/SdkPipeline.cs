using Amazon.Runtime.Internal;

namespace Chat.Aws;

/// <summary>The SDK's pipeline of handlers, which every call passes through.</summary>
internal static class SdkPipeline
{
    /// <summary>
    /// Removes the handlers that are not needed here: they raise events without subscribers, record metrics that are not read, and
    /// discover endpoints that are already known. Every call runs them, and the first call of a native executable also has to
    /// instantiate them.
    /// </summary>
    public static void Trim(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<MetricsHandler>();
        pipeline.RemoveHandler<ErrorCallbackHandler>();
        pipeline.RemoveHandler<EndpointDiscoveryHandler>();
        while (pipeline.Handlers.Any(handler => handler.GetType() == typeof(CallbackHandler)))
        {
            pipeline.RemoveHandler<CallbackHandler>();
        }
    }
}
