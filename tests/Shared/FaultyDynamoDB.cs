using System.Collections.Concurrent;
using LocalCloud.DynamoDB;
using LocalCloud.Network;
using LocalCloud.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Shared;

/// <summary>What goes wrong with one call of DynamoDB.</summary>
public enum DynamoFault
{
    /// <summary>Refused for now; the SDK asks again.</summary>
    Throttled,

    /// <summary>The connection ends before the call arrives.</summary>
    NeverArrives,

    /// <summary>The call is done, and the connection ends before the answer arrives. The SDK asks again.</summary>
    AnswerIsLost,

    /// <summary>The call is done, and the connection ends in the middle of the answer. The SDK asks again.</summary>
    AnswerIsCut,

    /// <summary>Refused for good, as by a policy.</summary>
    Refused,
}

/// <summary>A server in front of a real DynamoDB: it counts the calls and fails those that a test names, by number or by text.</summary>
internal sealed class FaultyDynamoDB : IAsyncDisposable
{
    private readonly WebApplication _app = Loopback.Create(port: 0);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Uri _real;
    private readonly LocalDynamoDB? _own;
    private readonly List<string> _calls = [];
    private readonly ConcurrentQueue<TextFault> _faults = new();
    private Func<int, string, DynamoFault?> _faultOfCall = (_, _) => null;
    private volatile Meeting? _meeting;

    private FaultyDynamoDB(Uri real, LocalDynamoDB? own) => (_real, _own) = (real, own);

    public Uri Url => _app.BoundUrl();

    public DynamoDBChoice Choice => new DynamoDBChoice.Endpoint(Url);

    /// <summary>The operations asked for since the faults were set, in order.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_calls)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>In front of a DynamoDB of its own.</summary>
    public static async Task<FaultyDynamoDB> StartAsync(CancellationToken cancellationToken)
    {
        var own = await LocalDynamoDB.StartAsync(new() { DynamoDB = new DynamoDBChoice.InMemory() }, port: 0, cancellationToken);

        return await StartAsync(new FaultyDynamoDB(own.Url, own), cancellationToken);
    }

    /// <summary>In front of the DynamoDB at an address.</summary>
    public static Task<FaultyDynamoDB> StartAsync(Uri real, CancellationToken cancellationToken) =>
        StartAsync(new FaultyDynamoDB(real, own: null), cancellationToken);

    /// <summary>Counts anew, and asks for each call whether and how it fails.</summary>
    /// <param name="faults">Is given the call's number from 0, and its operation.</param>
    public void Fail(Func<int, string, DynamoFault?> faults)
    {
        lock (_calls)
        {
            _calls.Clear();
            _faultOfCall = faults;
        }
    }

    public void Heal() => Fail((_, _) => null);

    /// <summary>Requests whose JSON holds the text are refused with an error that the SDK retries, or not.</summary>
    public void Refuse(string text, string error = "ProvisionedThroughputExceededException") =>
        _faults.Enqueue(new(text, DynamoFault.Refused, error, int.MaxValue));

    /// <summary>Requests whose JSON holds the text are done, and their answer is lost, so that the SDK sends them again.</summary>
    public void LoseAnswer(string text, int times) => _faults.Enqueue(new(text, DynamoFault.AnswerIsLost, Error: null, times));

    /// <summary>A request whose JSON holds the one text is done once there is one that holds the other, and the other way round.</summary>
    public void AnswerTogether(string one, string other) => _meeting = new(one, other);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
    }

    private static async Task<FaultyDynamoDB> StartAsync(FaultyDynamoDB faulty, CancellationToken cancellationToken)
    {
        faulty._app.Run(faulty.AnswerAsync);
        await faulty._app.StartAsync(cancellationToken);

        return faulty;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        await (_meeting?.JoinAsync(body, context.RequestAborted) ?? Task.CompletedTask);
        var (fault, error) = Next(context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1], body);
        switch (fault)
        {
            case DynamoFault.NeverArrives:
                context.Abort();
                break;
            case DynamoFault.Throttled or DynamoFault.Refused:
                await RefuseAsync(context.Response, error);
                break;
            case DynamoFault.AnswerIsLost:
                using (await ForwardAsync(context.Request, body))
                {
                    context.Abort();
                }

                break;
            case DynamoFault.AnswerIsCut:
                using (await ForwardAsync(context.Request, body))
                {
                    context.Response.ContentType = "application/x-amz-json-1.0";
                    context.Response.ContentLength = 2;
                    await context.Response.Body.WriteAsync("{"u8.ToArray());
                    await context.Response.Body.FlushAsync();

                    // An abort throws away what the connection has not sent yet.
                    await Task.Delay(20);
                    context.Abort();
                }

                break;
            default:
                using (var answer = await ForwardAsync(context.Request, body))
                {
                    await PassOnAsync(answer, context.Response);
                }

                break;
        }
    }

    private (DynamoFault? Fault, string Error) Next(string operation, string body)
    {
        DynamoFault? fault;
        lock (_calls)
        {
            _calls.Add(operation);
            fault = _faultOfCall(_calls.Count - 1, operation);
        }

        return
            fault is null
            && _faults.FirstOrDefault(named => body.Contains(named.Text, StringComparison.Ordinal) && named.Strikes()) is { } text
            ? (text.Fault, text.Error ?? "")
            : (fault, fault == DynamoFault.Refused ? "AccessDeniedException" : "ProvisionedThroughputExceededException");
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpRequest request, string body)
    {
        using HttpRequestMessage forwarded = new(HttpMethod.Post, _real) { Content = new StringContent(body) };
        forwarded.Content.Headers.Clear();
        foreach (var (name, value) in request.Headers.Where(header => header.Key is not ("Host" or "Content-Length")))
        {
            if (!forwarded.Headers.TryAddWithoutValidation(name, [.. value]))
            {
                forwarded.Content.Headers.TryAddWithoutValidation(name, [.. value]);
            }
        }

        return await _http.SendAsync(forwarded);
    }

    private static async Task PassOnAsync(HttpResponseMessage answer, HttpResponse response)
    {
        response.StatusCode = (int)answer.StatusCode;
        response.ContentType = answer.Content.Headers.ContentType?.ToString();
        foreach (var (name, values) in answer.Headers.Where(header => header.Key.StartsWith("x-amz", StringComparison.OrdinalIgnoreCase)))
        {
            response.Headers[name] = values.ToArray();
        }

        await response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync());
    }

    private static Task RefuseAsync(HttpResponse response, string type)
    {
        response.StatusCode = StatusCodes.Status400BadRequest;
        response.ContentType = "application/x-amz-json-1.0";

        return response.WriteAsync($$"""{"__type":"com.amazonaws.dynamodb.v20120810#{{type}}","message":"As the test says."}""");
    }

    private sealed record TextFault(string Text, DynamoFault Fault, string? Error, int Times)
    {
        private int _struck;

        public bool Strikes() => Interlocked.Increment(ref _struck) <= Times;
    }

    private sealed record Meeting(string One, string Other)
    {
        private readonly TaskCompletionSource _one = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _other = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task JoinAsync(string body, CancellationToken cancellationToken)
        {
            if (body.Contains(One, StringComparison.Ordinal))
            {
                _one.TrySetResult();
                await _other.Task.WaitAsync(cancellationToken);
            }
            else if (body.Contains(Other, StringComparison.Ordinal))
            {
                _other.TrySetResult();
                await _one.Task.WaitAsync(cancellationToken);
            }
        }
    }
}
