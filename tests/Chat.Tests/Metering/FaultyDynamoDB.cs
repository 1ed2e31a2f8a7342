using System.Collections.Concurrent;
using LocalCloud;
using LocalCloud.DynamoDB;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Chat.Tests.Metering;

/// <summary>A DynamoDB that passes requests on to a real one, and fails those that a test names.</summary>
internal sealed class FaultyDynamoDB : IAsyncDisposable
{
    private readonly WebApplication _app = Loopback.Create(port: 0);
    private readonly HttpClient _real;
    private readonly ConcurrentQueue<Fault> _faults = new();
    private volatile Meeting? _meeting;

    private FaultyDynamoDB(Uri real) => _real = new() { BaseAddress = real };

    public DynamoDBChoice Choice => new DynamoDBChoice.Endpoint(_app.BoundUrl());

    public static async Task<FaultyDynamoDB> StartAsync(LocalCloudFixture cloud)
    {
        FaultyDynamoDB faulty = new(cloud.Cloud.DynamoDB.Url);
        faulty._app.Run(faulty.AnswerAsync);
        await faulty._app.StartAsync(TestContext.Current.CancellationToken);

        return faulty;
    }

    /// <summary>Requests whose JSON holds the text are refused with an error that the SDK retries, or not.</summary>
    public void Refuse(string text, string error = "ProvisionedThroughputExceededException") => _faults.Enqueue(new(text, error, IsDone: false, int.MaxValue));

    /// <summary>Requests whose JSON holds the text are done, and their answer is lost, so that the SDK sends them again.</summary>
    public void LoseAnswer(string text, int times) => _faults.Enqueue(new(text, "InternalServerError", IsDone: true, times));

    /// <summary>A request whose JSON holds the one text is done once there is one that holds the other, and the other way round.</summary>
    public void AnswerTogether(string one, string other) => _meeting = new(one, other);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _real.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using StreamReader reader = new(http.Request.Body);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        await (_meeting?.JoinAsync(body, http.RequestAborted) ?? Task.CompletedTask);
        var fault = _faults.FirstOrDefault(fault => body.Contains(fault.Text, StringComparison.Ordinal) && fault.Strikes());
        if (fault is null or { IsDone: true })
        {
            using var answer = await ForwardAsync(http.Request, body);
            if (fault is null)
            {
                await PassOnAsync(answer, http.Response);
                return;
            }
        }

        http.Response.StatusCode = fault.IsDone ? 500 : 400;
        http.Response.ContentType = "application/x-amz-json-1.0";
        await http.Response.WriteAsync($$"""{"__type":"com.amazonaws.dynamodb.v20120810#{{fault.Error}}","message":"no"}""");
    }

    private Task<HttpResponseMessage> ForwardAsync(HttpRequest request, string body)
    {
        HttpRequestMessage forwarded = new(HttpMethod.Post, "") { Content = new StringContent(body) };
        forwarded.Content.Headers.ContentType = new("application/x-amz-json-1.0");
        foreach (var name in (string[])["X-Amz-Target", "X-Amz-Date", "X-Amz-Security-Token", "Authorization"])
        {
            forwarded.Headers.TryAddWithoutValidation(name, (string?)request.Headers[name]);
        }

        return _real.SendAsync(forwarded, request.HttpContext.RequestAborted);
    }

    private static async Task PassOnAsync(HttpResponseMessage answer, HttpResponse response)
    {
        response.StatusCode = (int)answer.StatusCode;
        response.ContentType = "application/x-amz-json-1.0";
        await answer.Content.CopyToAsync(response.Body);
    }

    private sealed record Fault(string Text, string Error, bool IsDone, int Times)
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
