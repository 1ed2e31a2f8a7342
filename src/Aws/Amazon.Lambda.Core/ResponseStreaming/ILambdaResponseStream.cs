namespace Amazon.Lambda.Core.ResponseStreaming;

/// <summary>What a <see cref="LambdaResponseStream"/> writes to: the runtime's side of a streamed response.</summary>
internal interface ILambdaResponseStream
{
    long BytesWritten { get; }

    ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    Task FlushAsync(CancellationToken cancellationToken);
}
