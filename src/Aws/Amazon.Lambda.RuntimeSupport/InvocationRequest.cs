using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>One event and its context.</summary>
public class InvocationRequest(Stream inputStream, ILambdaContext lambdaContext) : IDisposable
{
    public Stream InputStream { get; } = inputStream;

    public ILambdaContext LambdaContext { get; } = lambdaContext;

    public void Dispose()
    {
        InputStream.Dispose();
        GC.SuppressFinalize(this);
    }
}
