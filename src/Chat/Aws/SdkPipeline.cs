using Amazon.Runtime.Internal;

namespace Chat.Aws;

/// <summary>The way of every call through the SDK.</summary>
internal static class SdkPipeline
{
    /// <summary>
    /// Removes the handlers that serve nobody here: they raise events that have no subscribers, keep metrics that are not
    /// read, and look for endpoints that were not asked for. Each of them takes part in every call, and the first call of
    /// a native executable also has to put it together.
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
