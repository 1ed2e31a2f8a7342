using System.IO.Pipelines;

namespace LocalCloud.Lambda;

/// <summary>One event on its way through an instance.</summary>
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

    /// <summary>The beginning of the answer: all of it, the head of a stream, or an error.</summary>
    public Task<FunctionResponse> Response => _response.Task;

    /// <summary>Completes when the function is done, be it well or not.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether its instance went away in the middle of the answer.</summary>
    public bool IsBroken => _streamEnd.Task is { IsCompletedSuccessfully: true, Result: { } error } && error == ReportedError.Exit;

    public void Respond(ReadOnlyMemory<byte> body)
    {
        _response.TrySetResult(new FunctionResponse.Buffered(body));
        _ended.TrySetResult();
    }

    /// <summary>Opens the streamed answer; what is written here reaches whoever reads the response.</summary>
    public PipeWriter RespondStreaming()
    {
        _response.TrySetResult(new FunctionResponse.Streamed(_stream.Reader, _streamEnd.Task));
        return _stream.Writer;
    }

    public void EndStream(ReportedError? error)
    {
        // Not as the pipe's exception, which would overtake what has been written and not yet read.
        _streamEnd.TrySetResult(error);
        _stream.Writer.Complete();
        _ended.TrySetResult();
    }

    /// <summary>An error before the answer, or in the middle of it.</summary>
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

/// <summary>What a function answered.</summary>
internal abstract record FunctionResponse
{
    private FunctionResponse() { }

    /// <summary>The whole answer.</summary>
    public sealed record Buffered(ReadOnlyMemory<byte> Body) : FunctionResponse;

    /// <summary>Prelude, eight NUL bytes, payload; once they are read, the error that the function ended with, if any.</summary>
    public sealed record Streamed(PipeReader Body, Task<ReportedError?> End) : FunctionResponse;

    /// <summary>No answer.</summary>
    public sealed record Failed(ReportedError Error) : FunctionResponse;
}
