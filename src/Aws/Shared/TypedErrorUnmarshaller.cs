using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.Shared;

/// <summary>Turns an error answer into the exception that the service's model names for it.</summary>
internal abstract class TypedErrorUnmarshaller(Func<ErrorResponse, byte[], AmazonServiceException> toException) : JsonResponseUnmarshaller
{
    public sealed override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input,
        Exception innerException,
        HttpStatusCode statusCode
    )
    {
        StreamingUtf8JsonReader reader = new(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        error.InnerException = innerException;
        error.StatusCode = statusCode;
        return toException(error, input.GetResponseBodyBytes());
    }

    protected static string? Header(JsonUnmarshallerContext input, string name) =>
        input.ResponseData.IsHeaderPresent(name) ? input.ResponseData.GetHeaderValue(name) : null;
}
