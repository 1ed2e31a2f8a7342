namespace Chat.Aws;

/// <summary>
/// An event stream whose frames have at most 16 MB, the format's own limit. The SDK allocates whatever a frame claims to have.
/// </summary>
internal sealed class BoundedFrames(Stream frames) : Stream
{
    private const uint MaxFrame = 16 * 1024 * 1024;
    private const int LengthSize = sizeof(uint);

    private const int BufferSize = 4096;

    // The SDK reads a few bytes at a time. Nearly all of these reads are answered from this buffer, without waiting.
    private readonly byte[] _buffered = new byte[BufferSize];

    private int _start;
    private int _end;
    private Task<int>? _lastRead;

    private uint _length;
    private int _lengthRead;
    private long _rest;
    private bool _isTooLong;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ThrowIfTooLong();
        if (_start == _end)
        {
            (_start, _end) = (0, frames.Read(_buffered, 0, _buffered.Length));
        }

        return Take(buffer.AsSpan(offset, count));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
        }

        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfTooLong();
        var read = Take(buffer.AsSpan(offset, count));

        // Nearly all reads are of the same length.
        return _lastRead is { } last && last.Result == read ? last : _lastRead = Task.FromResult(read);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfTooLong();
        if (_start == _end)
        {
            (_start, _end) = (0, await frames.ReadAsync(_buffered, cancellationToken));
        }

        return Take(buffer.Span);
    }

    public override void Flush() => frames.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            frames.Dispose();
        }

        base.Dispose(disposing);
    }

    // Only before the next read: the one that had the length may have had the end of the frame before it.
    private void ThrowIfTooLong()
    {
        if (_isTooLong)
        {
            throw new IOException($"A frame claims to have {_length} bytes.");
        }
    }

    private int Take(Span<byte> buffer)
    {
        var read = _buffered.AsSpan(_start, Math.Min(buffer.Length, _end - _start));
        read.CopyTo(buffer);
        _start += read.Length;

        return Follow(read);
    }

    private int Follow(ReadOnlySpan<byte> read)
    {
        for (var bytes = read; !bytes.IsEmpty && !_isTooLong; )
        {
            if (_lengthRead < LengthSize)
            {
                _length = (_length << 8) | bytes[0];
                bytes = bytes[1..];
                if (++_lengthRead == LengthSize)
                {
                    _isTooLong = _length > MaxFrame;
                    _rest = Math.Max(0L, _length - (long)LengthSize);
                }
            }

            var skipped = (int)Math.Min(_rest, bytes.Length);
            bytes = bytes[skipped..];
            _rest -= skipped;
            if (_lengthRead == LengthSize && _rest == 0)
            {
                (_length, _lengthRead) = (0, 0);
            }
        }

        return read.Length;
    }
}
