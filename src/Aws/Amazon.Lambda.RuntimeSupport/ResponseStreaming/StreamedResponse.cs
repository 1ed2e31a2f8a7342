using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Lambda.Core.ResponseStreaming;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// A response that leaves while the handler writes it: status and headers with the first write, then one chunk per write. A write
/// waits for as long as the other side does not read.
/// </summary>
internal sealed class StreamedResponse : ILambdaResponseStream, IDisposable
{
    private const string ErrorBodyTrailer = "Lambda-Runtime-Function-Error-Body";

    // Between prelude and body, as the content type http-integration-response demands.
    private static readonly byte[] _preludeEnd = new byte[8];

    private readonly ChunkedUpload _upload;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenRegistration _abort;
    private readonly Task _opened;
    private bool _ended;
    private bool _broken;

    private StreamedResponse(Uri address, string requestId, byte[] prelude, CancellationToken cancellationToken)
    {
        _upload = new(address);
        _opened = _upload.OpenAsync(
            Head(address, requestId),
            prelude.Length > 0 ? [.. prelude, .. _preludeEnd] : prelude,
            cancellationToken
        );
        // A write that waits for a slow reader has the handler's token, not the runtime's.
        _abort = cancellationToken.UnsafeRegister(static upload => ((ChunkedUpload)upload!).Dispose(), _upload);
    }

    public long BytesWritten { get; private set; }

    public static StreamedResponse Begin(Uri address, string requestId, byte[] prelude, CancellationToken cancellationToken) =>
        new(address, requestId, prelude, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _opened;
            if (_ended)
            {
                throw new InvalidOperationException("The response has ended; nothing can be written to it any more.");
            }

            ThrowIfBroken();
            // An empty chunk would end the body.
            if (!data.IsEmpty)
            {
                await SendAsync(data, cancellationToken);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sends status and headers, if nothing has been written yet.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _opened;
            ThrowIfBroken();
            cancellationToken.ThrowIfCancellationRequested();
            _broken = true;
            await _upload.FlushAsync(cancellationToken);
            _broken = false;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the response; a failure goes into the trailers, since the status is sent already.</summary>
    /// <returns>The Runtime API's answer.</returns>
    /// <exception cref="IOException">The response broke off; it has no proper end.</exception>
    /// <exception cref="RuntimeApiClientException">The Runtime API failed; the process must exit.</exception>
    public async Task<HttpStatusCode> EndAsync(Exception? failure, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _opened;
            _ended = true;
            ThrowIfBroken();
            var status = await _upload.EndAsync(failure is null ? string.Empty : Trailers(FunctionError.Of(failure)), cancellationToken);
            return status < 500
                ? (HttpStatusCode)status
                : throw new RuntimeApiClientException("The Runtime API failed; the process must exit.", status, string.Empty, [], null);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _abort.Dispose();
        _upload.Dispose();
    }

    private static string Head(Uri address, string requestId) =>
        $"POST {RuntimeApi.ResponsePath(requestId)} HTTP/1.1\r\n"
        + $"Host: {address.Authority}\r\n"
        + $"User-Agent: {RuntimeApi.UserAgent}\r\n"
        + "Content-Type: application/vnd.awslambda.http-integration-response\r\n"
        + "Lambda-Runtime-Function-Response-Mode: streaming\r\n"
        + "Transfer-Encoding: chunked\r\n"
        + $"Trailer: {RuntimeApi.ErrorTypeHeader}, {ErrorBodyTrailer}\r\n"
        + "\r\n";

    private static string Trailers(FunctionError error) =>
        $"{RuntimeApi.ErrorTypeHeader}: {error.Type}\r\n{ErrorBodyTrailer}: {Convert.ToBase64String(error.ToJson())}\r\n";

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Until the whole chunk is out, an end would be read as part of it.
        _broken = true;
        await _upload.WriteAsync(data, cancellationToken);
        _broken = false;
        BytesWritten += data.Length;
    }

    private void ThrowIfBroken()
    {
        if (_broken)
        {
            throw new IOException("A chunk of the response was sent only in part; the response cannot go on.");
        }
    }
}
