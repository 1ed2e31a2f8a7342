using System.Runtime.Versioning;
using Amazon.Lambda.RuntimeSupport;

namespace Amazon.Lambda.Core.ResponseStreaming;

/// <summary>
/// Makes the running invocation's response a stream. It can be asked once per invocation; what the
/// handler returns is then ignored.
/// </summary>
[RequiresPreviewFeatures]
public class LambdaResponseStreamFactory
{
    /// <summary>A body without an HTTP status or headers.</summary>
    /// <exception cref="InvalidOperationException">No invocation is running here, or its stream exists already.</exception>
    public static LambdaResponseStream CreateStream() => new(OpenStream([]));

    /// <summary>An HTTP response; status and headers leave with the first write or flush.</summary>
    /// <exception cref="InvalidOperationException">No invocation is running here, or its stream exists already.</exception>
    public static LambdaResponseStream CreateHttpStream(HttpResponseStreamPrelude prelude)
    {
        ArgumentNullException.ThrowIfNull(prelude);
        return new(OpenStream(prelude.ToByteArray()));
    }

    private static StreamedResponse OpenStream(byte[] prelude)
    {
        var invocation =
            Invocation.Current ?? throw new InvalidOperationException("A response stream can only be created while a handler runs.");
        return invocation.OpenStream(prelude);
    }
}
