namespace Chat.Aws;

/// <summary>
/// Sends a request once more, on a new connection, if its pooled connection ends before the first byte of the answer. While a
/// function is frozen, load balancers drop its connections. They reset the connection on the next request without processing it.
/// </summary>
internal sealed class ReusedConnections : DelegatingHandler
{
    private static readonly AsyncLocal<Exchange?> _exchange = new();

    private int _opened;
    private int _distrusted;

    public ReusedConnections(SocketsHttpHandler sockets)
        : base(sockets) =>
        sockets.PlaintextStreamFilter = (context, _) =>
            ValueTask.FromResult<Stream>(new Connection(context.PlaintextStream, Interlocked.Increment(ref _opened), this));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isSentAgain = false;
        while (true)
        {
            // Flows to the connection's stream, which records what happened to the request.
            Exchange exchange = new();
            _exchange.Value = exchange;
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException)
                when (exchange.IsRefused || (!isSentAgain && exchange is { IsOnReusedConnection: true, IsAnswered: false }))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!exchange.IsRefused)
                {
                    // The other pooled connections have been idle just as long, so this one uses a new connection.
                    isSentAgain = true;
                    _distrusted = Volatile.Read(ref _opened);
                }
            }
        }
    }

    /// <summary>What happened to one request.</summary>
    private sealed class Exchange
    {
        public bool IsOnReusedConnection { get; set; }

        public bool IsAnswered { get; set; }

        /// <summary>The pool chose a connection that is not used any more. Nothing was sent.</summary>
        public bool IsRefused { get; set; }
    }

    /// <summary>A connection's stream as HTTP sees it, above TLS.</summary>
    private sealed class Connection(Stream inner, int number, ReusedConnections owner) : Stream
    {
        private Exchange? _current;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            if (read > 0 && _current is { } exchange)
            {
                exchange.IsAnswered = true;
            }

            return read;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_exchange.Value is { } exchange && exchange != _current)
            {
                exchange.IsRefused = _current is not null && number <= owner._distrusted;
                if (exchange.IsRefused)
                {
                    return ValueTask.FromException(new IOException("The connection is given up."));
                }

                exchange.IsOnReusedConnection = _current is not null;
                _current = exchange;
            }

            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        // HttpClient's asynchronous methods never call these.
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
