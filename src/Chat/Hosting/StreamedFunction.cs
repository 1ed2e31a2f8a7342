using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.Core.ResponseStreaming;
using Chat.Http;
using Chat.Telemetry;

namespace Chat.Hosting;

/// <summary>A function that answers with Lambda response streaming: JSON in one write, events as they occur.</summary>
internal sealed class StreamedFunction(Api api, RequestReport report, TimeProvider time)
{
    /// <summary>After this time without an event, the status is sent, and then a keep-alive comment each time.</summary>
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(10);

    public async Task HandleAsync(APIGatewayProxyRequest proxyRequest, ILambdaContext context)
    {
        using var deadline = Deadline.OfFirstByte(context, time);
        var request = api.Read(proxyRequest, context);

        await report.RunAsync(request.Facts, () => AnswerAsync(request, context.Logger, deadline), static status => status);
    }

    private async Task<int> AnswerAsync(ApiRequest request, ILambdaLogger log, Deadline deadline)
    {
        var reply = await api.AnswerAsync(request, log, deadline.Token);
        if (reply is { Events: not null } or { Pieces: not null })
        {
            deadline.Extend();
        }

        return await (
            reply switch
            {
                { Events: not null } => SendEventsAsync(request, reply, log, deadline.Token),
                { Pieces: not null } => SendPiecesAsync(request, reply, log, deadline.Token),
                _ => SendAsync(reply),
            }
        );
    }

    private static async Task<int> SendAsync(Reply reply)
    {
        await using var stream = Open(reply);
        await stream.WriteAsync(reply.Body);

        return reply.Status;
    }

    private async Task<int> SendEventsAsync(ApiRequest request, Reply reply, ILambdaLogger log, CancellationToken deadline)
    {
        await using var events = reply.Events!.GetAsyncEnumerator(deadline);
        var next = events.MoveNextAsync().AsTask();

        // Before the first event, a failure can still have a status of its own.
        await next.WaitQuietlyAsync(_silence);
        if (next.IsFaulted || next.IsCanceled)
        {
            return await SendAsync(api.Failed(request, await FailureAsync(next), log));
        }

        await using var stream = Open(reply.LateHeaders is { } late ? reply.With(late()) : reply);
        while (true)
        {
            if (!next.IsCompleted)
            {
                await stream.WriteAsync(ServerSentEvent.KeepAlive, CancellationToken.None);
            }
            else if (next.IsFaulted || next.IsCanceled)
            {
                await stream.WriteAsync(api.FailedEvent(request, reply, await FailureAsync(next), log).Encode(), CancellationToken.None);
                return reply.Status;
            }
            else if (await next)
            {
                await stream.WriteAsync(events.Current.Encode(), CancellationToken.None);
                next = events.MoveNextAsync().AsTask();
            }
            else
            {
                return reply.Status;
            }

            await next.WaitQuietlyAsync(_silence);
        }
    }

    // A failure after the first piece fails the invocation, so that API Gateway aborts the connection and the client does not take the
    // part for a complete body.
    private async Task<int> SendPiecesAsync(ApiRequest request, Reply reply, ILambdaLogger log, CancellationToken deadline)
    {
        await using var pieces = reply.Pieces!.GetAsyncEnumerator(deadline);
        var next = pieces.MoveNextAsync().AsTask();
        await next.WaitQuietlyAsync(Timeout.InfiniteTimeSpan);
        if (next.IsFaulted || next.IsCanceled)
        {
            return await SendAsync(api.Failed(request, await FailureAsync(next), log));
        }

        await using var stream = Open(reply);
        for (; await next; next = pieces.MoveNextAsync().AsTask())
        {
            await stream.WriteAsync(pieces.Current, deadline);
        }

        return reply.Status;
    }

    // The exception of a cancelled task is only available by awaiting it.
    private static async Task<Exception> FailureAsync(Task ended)
    {
        try
        {
            await ended;
            return new InvalidOperationException("The task did not fail.");
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private static LambdaResponseStream Open(Reply reply) =>
        LambdaResponseStreamFactory.CreateHttpStream(
            new() { StatusCode = (System.Net.HttpStatusCode)reply.Status, Headers = new Dictionary<string, string>(reply.Headers) }
        );
}
