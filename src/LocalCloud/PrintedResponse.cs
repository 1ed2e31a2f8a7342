using System.Text;

namespace LocalCloud;

/// <summary>An HTTP response that is printed: status and headers, an empty line, and the body as it comes.</summary>
internal sealed class PrintedResponse : IAsyncDisposable
{
    private readonly HeadFirst _body;

    public PrintedResponse(Stream output)
    {
        Response = new DefaultHttpContext().Response;
        Response.Body = _body = new HeadFirst(output, Head);
    }

    public HttpResponse Response { get; }

    /// <summary>Prints the head of a response that had no body.</summary>
    public async ValueTask DisposeAsync() => await _body.WriteAsync("\n"u8.ToArray());

    private string Head() =>
        $"{Response.StatusCode}\n{string.Concat(Response.Headers.Select(header => $"{header.Key}: {header.Value}\n"))}\n";

    private sealed class HeadFirst(Stream output, Func<string> head) : MemoryStream
    {
        private bool _headIsOut;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_headIsOut)
            {
                _headIsOut = true;
                await output.WriteAsync(Encoding.UTF8.GetBytes(head()), cancellationToken);
            }

            await output.WriteAsync(buffer, cancellationToken);
            await output.FlushAsync(cancellationToken);
        }
    }
}
