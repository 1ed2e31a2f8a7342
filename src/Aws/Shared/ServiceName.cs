using Amazon.Runtime.Internal;

namespace Amazon.Shared;

/// <summary>How the service is called in traces and metrics.</summary>
internal sealed record ServiceName(string ServiceId) : IServiceMetadata
{
    public IDictionary<string, string> OperationNameMapping => new Dictionary<string, string>(0);
}
