// The published package marks response streaming as a preview.
#pragma warning disable CA2252
using System.Collections.Concurrent;
using System.Text;
using Amazon.Lambda.Core;
using Amazon.Lambda.Core.ResponseStreaming;

namespace Aws.Tests.RuntimeApi;

/// <summary>Several invocations at once in one process, as on Lambda Managed Instances. The variable belongs to the whole process.</summary>
[Collection(nameof(InvocationContextTests))]
public sealed class ConcurrentInvocationTests : IDisposable
{
    private const string Variable = "AWS_LAMBDA_MAX_CONCURRENCY";
    private const int Most = 4;

    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);
    private readonly string? _loopsBefore = Environment.GetEnvironmentVariable("AWS_LAMBDA_DOTNET_PROCESSING_TASKS");
    private readonly TextWriter _out = Console.Out;

    public ConcurrentInvocationTests()
    {
        Environment.SetEnvironmentVariable(Variable, $"{Most}");
        Environment.SetEnvironmentVariable("AWS_LAMBDA_DOTNET_PROCESSING_TASKS", null);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Console.SetOut(_out);
        Environment.SetEnvironmentVariable(Variable, _before);
        Environment.SetEnvironmentVariable("AWS_LAMBDA_DOTNET_PROCESSING_TASKS", _loopsBefore);
    }

    [Fact]
    public async Task As_many_invocations_run_at_once_as_the_variable_says()
    {
        using Meeting meeting = new(Most);
        ConcurrentQueue<string> begun = [];
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Streaming(
            api,
            async context =>
            {
                begun.Enqueue(context.AwsRequestId);
                await meeting.JoinAsync();
            }
        );
        foreach (var number in Enumerable.Range(0, Most + 1))
        {
            api.Invoke($"{number}");
        }

        await meeting.AllAreThere;
        var atOnce = begun.Count;
        meeting.End();
        var answered = await PostsAsync(api, Most + 1);

        Assert.Equal(Most, atOnce);
        Assert.Equal(
            Enumerable.Range(0, Most + 1).Select(number => $"POST {FakeRuntimeApi.ResponsePath($"{number}")} HTTP/1.1"),
            answered.Select(answer => answer.Line).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Streams_at_once_have_their_own_bytes_log_lines_and_traces()
    {
        using Meeting meeting = new(Most);
        using StringWriter log = new();
        Console.SetOut(log);
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Streaming(
            api,
            async context =>
            {
                await using var body = LambdaResponseStreamFactory.CreateHttpStream(new());
                await meeting.JoinAsync();
                for (var line = 0; line < 50; line++)
                {
                    await body.WriteAsync(Encoding.UTF8.GetBytes($"{context.AwsRequestId},{LambdaTraceProvider.CurrentTraceId};"), Token);
                    await Task.Yield();
                }

                LambdaLogger.Log($"end of {context.AwsRequestId}");
            }
        );
        for (var number = 0; number < Most; number++)
        {
            api.Invoke($"{number}", "{}", $"Lambda-Runtime-Trace-Id: Root={number}");
        }

        await meeting.AllAreThere;
        meeting.End();
        var answers = await PostsAsync(api, Most);

        foreach (var answer in answers)
        {
            var id = answer.Line.Split('/')[4];
            var lines = answer.Text.Split(['\r', '\n']).Where(line => line.EndsWith(';'));
            Assert.Equal(Enumerable.Repeat($"{id},Root={id};", 50), lines);
            Assert.Single(log.ToString().Split('\n'), line => line.EndsWith($"\t{id}\tinfo\tend of {id}", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failure_ends_its_own_invocation_only(bool isStreamed)
    {
        using Meeting meeting = new(Most);
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Streaming(
            api,
            async context =>
            {
                await using var body = isStreamed ? LambdaResponseStreamFactory.CreateHttpStream(new()) : Stream.Null;
                await meeting.JoinAsync();
                await (context.AwsRequestId == "0" ? throw new TimeoutException("too slow") : body.WriteAsync("whole"u8.ToArray(), Token));
            }
        );
        for (var number = 0; number < Most; number++)
        {
            api.Invoke($"{number}");
        }

        await meeting.AllAreThere;
        meeting.End();
        var answers = await PostsAsync(api, Most);

        Assert.Equal(
            ["0"],
            answers
                .Where(answer =>
                    isStreamed
                        ? answer.Trailer("Lambda-Runtime-Function-Error-Type") == "TimeoutException"
                        : answer.Line.Contains("/error ", StringComparison.Ordinal)
                )
                .Select(answer => answer.Line.Split('/')[4])
        );
        Assert.Equal(
            isStreamed ? Most - 1 : 0,
            answers.Count(answer => answer.Text.EndsWith("\r\n5\r\nwhole\r\n0\r\n\r\n", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_breaks_ends_its_own_invocation_only(bool isStreamed)
    {
        using Meeting meeting = new(Most);
        await using FakeRuntimeApi api = new();
        api.Statuses[FakeRuntimeApi.ResponsePath("0")] = FakeRuntimeApi.Closed;
        await using var function = RunningFunction.Streaming(
            api,
            async _ =>
            {
                await using var body = isStreamed ? LambdaResponseStreamFactory.CreateHttpStream(new()) : Stream.Null;
                await meeting.JoinAsync();
                await body.WriteAsync("whole"u8.ToArray(), Token);
            }
        );
        for (var number = 0; number < Most; number++)
        {
            api.Invoke($"{number}");
        }

        await meeting.AllAreThere;
        meeting.End();
        var others = await PostsAsync(api, isStreamed ? Most - 1 : Most);
        api.Invoke("next");
        var next = await api.PostAsync();

        // What cannot be sent is reported, unless its status has left already.
        Assert.Equal(
            isStreamed ? [] : new[] { $"POST {FakeRuntimeApi.ErrorPath("0")} HTTP/1.1" },
            others.Select(post => post.Line).Where(line => line.Contains("/error ", StringComparison.Ordinal))
        );
        Assert.Equal($"POST {FakeRuntimeApi.ResponsePath("next")} HTTP/1.1", next.Line);
        Assert.False(function.Loop.IsCompleted);
    }

    private static async Task<IReadOnlyList<ReceivedRequest>> PostsAsync(FakeRuntimeApi api, int count)
    {
        List<ReceivedRequest> posts = [];
        while (posts.Count < count)
        {
            posts.Add(await api.PostAsync());
        }

        return posts;
    }

    /// <summary>Holds invocations back until all are there and the test lets them go on.</summary>
    private sealed class Meeting(int of) : IDisposable
    {
        private readonly CountdownEvent _missing = new(of);
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task AllAreThere => _complete.Task.WaitAsync(Token);

        public Task JoinAsync()
        {
            // Those that come later need not wait.
            if (!_missing.IsSet && _missing.Signal())
            {
                _complete.TrySetResult();
            }

            return _end.Task.WaitAsync(Token);
        }

        public void End() => _end.TrySetResult();

        public void Dispose() => _missing.Dispose();
    }
}
