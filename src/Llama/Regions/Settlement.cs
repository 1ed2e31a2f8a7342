using System.Net;
using Amazon.BedrockRuntime;
using Amazon.Runtime;

namespace Llama.Regions;

/// <summary>Whether the cost of a failed call is known.</summary>
internal static class Settlement
{
    /// <summary>
    /// True if Bedrock itself reported the failure, which it does not bill, or if the request was never sent. False if the request was
    /// sent and its answer was interrupted or abandoned: the model may have generated all of it.
    /// </summary>
    public static bool IsKnown(Exception failure)
    {
        var isClientError = false;
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case BedrockRuntimeEventStreamException { InnerException: AmazonBedrockRuntimeException }:
                case AmazonServiceException { StatusCode: >= HttpStatusCode.MultipleChoices }:
                case HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError
                        or HttpRequestError.NameResolutionError
                        or HttpRequestError.SecureConnectionError
                        or HttpRequestError.ProxyTunnelError
                }:
                    return true;
                case HttpRequestException
                or IOException
                or OperationCanceledException
                or TimeoutException
                or AmazonServiceException
                or BedrockRuntimeEventStreamException:
                    return false;
                case AmazonClientException:
                    // For example missing credentials. Its inner exception may still be one of the above.
                    isClientError = true;
                    break;
            }
        }

        return isClientError;
    }
}
