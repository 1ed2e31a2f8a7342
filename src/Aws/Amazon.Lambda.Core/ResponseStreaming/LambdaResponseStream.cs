using System.Runtime.Versioning;

namespace Amazon.Lambda.Core.ResponseStreaming;

/// <summary>
/// The body of a streamed response, write only. Every write reaches the client at once, and status and headers with the first; a
/// flush sends them earlier. The response ends when the handler returns.
/// </summary>
[RequiresPreviewFeatures]
public class LambdaResponseStream : Stream
{
    private readonly ILambdaResponseStream _response;

    internal LambdaResponseStream(ILambdaResponseStream response) => _response = response;

    /// <summary>Bytes of the body written so far.</summary>
    public long BytesWritten => _response.BytesWritten;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => BytesWritten;

    public override long Position
    {
        get => throw NotSeekable();
        set => throw NotSeekable();
    }

    public Task WriteAsync(byte[] buffer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return WriteAsync(buffer.AsMemory(), cancellationToken).AsTask();
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken = default)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _response.WriteAsync(buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Flush() => FlushAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override Task FlushAsync(CancellationToken cancellationToken) => _response.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A response stream cannot be read.");

    public override long Seek(long offset, SeekOrigin origin) => throw NotSeekable();

    public override void SetLength(long value) => throw NotSeekable();

    private static NotSupportedException NotSeekable() => new("A response stream has no position to move.");
}
