namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The Runtime API refused a call in a way that the runtime cannot go on from; the process should exit.</summary>
public class RuntimeApiClientException : Exception
{
    public RuntimeApiClientException(
        string message,
        int statusCode,
        string response,
        Dictionary<string, IEnumerable<string>> headers,
        Exception? innerException
    )
        : base($"{message} Status: {statusCode}. Response: {response}", innerException)
    {
        StatusCode = statusCode;
        Response = response;
        Headers = headers;
    }

    public int StatusCode { get; }

    public string Response { get; }

    public Dictionary<string, IEnumerable<string>> Headers { get; }
}
