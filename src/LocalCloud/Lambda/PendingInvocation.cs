using System.IO.Pipelines;

namespace LocalCloud.Lambda;

/// <summary>One event and its response.</summary>
internal sealed class PendingInvocation(string requestId, ReadOnlyMemory<byte> payload, string traceId, DateTimeOffset deadline)
{
    private readonly TaskCompletionSource<FunctionResponse> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ReportedError?> _streamEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Pipe _stream = new();

    public string RequestId { get; } = requestId;

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    public string TraceId { get; } = traceId;

    public DateTimeOffset Deadline { get; } = deadline;

    /// <summary>The beginning of the response: all of it, the start of a stream, or an error.</summary>
    public Task<FunctionResponse> Response => _response.Task;

    /// <summary>Completes when the function is done, successfully or not.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether its instance ended in the middle of the response.</summary>
    public bool IsBroken => _streamEnd.Task is { IsCompletedSuccessfully: true, Result: { } error } && error == ReportedError.Exit;

    public void Respond(ReadOnlyMemory<byte> body)
    {
        _response.TrySetResult(new FunctionResponse.Buffered(body));
        _ended.TrySetResult();
    }

    /// <summary>Starts a streamed response; returns the writer for it.</summary>
    public PipeWriter RespondStreaming()
    {
        _response.TrySetResult(new FunctionResponse.Streamed(_stream.Reader, _streamEnd.Task));
        return _stream.Writer;
    }

    public void EndStream(ReportedError? error)
    {
        // Not as the pipe's exception, which would arrive before the data that has been written.
        _streamEnd.TrySetResult(error);
        _stream.Writer.Complete();
        _ended.TrySetResult();
    }

    /// <summary>Reports an error, before or during the response.</summary>
    public void Fail(ReportedError error)
    {
        if (_response.TrySetResult(new FunctionResponse.Failed(error)))
        {
            _ended.TrySetResult();
        }
        else if (!_ended.Task.IsCompleted)
        {
            EndStream(error);
        }
    }
}

/// <summary>A function's response.</summary>
internal abstract record FunctionResponse
{
    private FunctionResponse() { }

    /// <summary>The whole response.</summary>
    public sealed record Buffered(ReadOnlyMemory<byte> Body) : FunctionResponse;

    /// <summary>Prelude, eight NUL bytes, payload; and the error at its end, if any.</summary>
    public sealed record Streamed(PipeReader Body, Task<ReportedError?> End) : FunctionResponse;

    /// <summary>An error instead of a response.</summary>
    public sealed record Failed(ReportedError Error) : FunctionResponse;
}
