// The published package marks response streaming as a preview.
#pragma warning disable CA2252
using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.Lambda.Core.ResponseStreaming;
using Amazon.Lambda.RuntimeSupport;

namespace Aws.Tests.RuntimeApi;

public class StreamedResponseTests
{
    private const string Prelude = """{"statusCode":201,"headers":{"Content-Type":"text/plain"}}""";

    [Fact]
    public async Task Status_headers_and_body_leave_in_exactly_these_bytes()
    {
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Streaming(
            api,
            async _ =>
            {
                var body = Open();
                await WriteAsync(body, "Hello, ");
                await WriteAsync(body, string.Empty);
                await WriteAsync(body, "wörld of streams");
            }
        );

        api.Invoke("one");
        var response = await api.PostAsync();

        Assert.Equal(
            $"POST {FakeRuntimeApi.ResponsePath("one")} HTTP/1.1\r\n"
                + $"Host: {api.Endpoint}\r\n"
                + $"User-Agent: aws-lambda-dotnet/{Environment.Version}\r\n"
                + "Content-Type: application/vnd.awslambda.http-integration-response\r\n"
                + "Lambda-Runtime-Function-Response-Mode: streaming\r\n"
                + "Transfer-Encoding: chunked\r\n"
                + "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n",
            response.Head
        );
        Assert.Equal(
            $"{Prelude.Length + 8:X}\r\n{Prelude}\0\0\0\0\0\0\0\0\r\n7\r\nHello, \r\n11\r\nwörld of streams\r\n0\r\n\r\n",
            response.Text
        );
    }

    [Fact]
    public async Task Status_and_headers_leave_with_a_flush_before_anything_is_written()
    {
        TaskCompletionSource flushed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Streaming(
            api,
            async _ =>
            {
                var body = Open();
                await body.FlushAsync(TestContext.Current.CancellationToken);
                flushed.SetResult();
                await goOn.Task;
                await WriteAsync(body, "late");
            }
        );

        api.Invoke("one");
        await flushed.Task.WaitAsync(TestContext.Current.CancellationToken);
        var head = await api.StreamHead.Task.WaitAsync(TestContext.Current.CancellationToken);
        goOn.SetResult();
        var response = await api.PostAsync();

        Assert.Equal(response.Head, head);
        Assert.Equal($"{Prelude.Length + 8:X}\r\n{Prelude}\0\0\0\0\0\0\0\0\r\n4\r\nlate\r\n0\r\n\r\n", response.Text);
    }

    [Fact]
    public async Task Written_bytes_are_counted_without_prelude_and_framing()
    {
        var counted = 0L;
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Streaming(
            api,
            async _ =>
            {
                var body = Open();
                await WriteAsync(body, "12345");
                await body.WriteAsync("x67x"u8.ToArray().AsMemory(1, 2), TestContext.Current.CancellationToken);
                counted = body.BytesWritten;
            }
        );

        api.Invoke("one");
        await api.PostAsync();

        Assert.Equal(7, counted);
    }

    [Fact]
    public async Task A_failure_after_the_first_byte_is_reported_in_the_trailers()
    {
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Streaming(
            api,
            async _ =>
            {
                await WriteAsync(Open(), "half an ans");
                throw new InvalidDataException("the model broke off");
            }
        );

        api.Invoke("one");
        var response = await api.PostAsync();

        Assert.Equal("InvalidDataException", response.Trailer("Lambda-Runtime-Function-Error-Type"));
        using var error = JsonDocument.Parse(Convert.FromBase64String(response.Trailer("Lambda-Runtime-Function-Error-Body")!));
        Assert.Equal("InvalidDataException", error.RootElement.GetProperty("errorType").GetString());
        Assert.Equal("the model broke off", error.RootElement.GetProperty("errorMessage").GetString());
        Assert.NotEqual(0, error.RootElement.GetProperty("stackTrace").GetArrayLength());
    }

    [Fact]
    public async Task A_failure_before_the_stream_is_an_ordinary_error()
    {
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Streaming(api, _ => throw new InvalidDataException("no prompt"));

        api.Invoke("one");
        var report = await api.PostAsync();

        Assert.Equal($"POST {FakeRuntimeApi.ErrorPath("one")} HTTP/1.1", report.Line);
    }

    [Fact]
    public async Task A_write_waits_while_the_client_does_not_read()
    {
        TaskCompletionSource reading = new();
        TaskCompletionSource<bool> blocked = new();
        await using FakeRuntimeApi api = new() { ReadStreams = reading.Task };
        await using var function = RunningFunction.Streaming(
            api,
            async _ =>
            {
                var body = Open();
                var block = new byte[1 << 20];
                // More than the sockets of both sides hold, at their largest.
                for (var megabytes = 0; megabytes < 64; megabytes++)
                {
                    var write = body.WriteAsync(block, TestContext.Current.CancellationToken);
                    if (!write.IsCompleted && await Task.WhenAny(write, Task.Delay(500, TestContext.Current.CancellationToken)) != write)
                    {
                        blocked.TrySetResult(true);
                        reading.TrySetResult();
                        await write;
                        return;
                    }

                    await write;
                }

                blocked.TrySetResult(false);
                reading.TrySetResult();
            }
        );

        api.Invoke("one");
        var waited = await blocked.Task.WaitAsync(TestContext.Current.CancellationToken);
        var response = await api.PostAsync();

        Assert.True(waited);
        Assert.EndsWith("\r\n0\r\n\r\n", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunk_cancelled_midway_leaves_no_regular_end_and_the_loop_continues()
    {
        TaskCompletionSource reading = new();
        TaskCompletionSource cancelled = new();
        await using FakeRuntimeApi api = new() { ReadStreams = reading.Task };
        await using var function = RunningFunction.Streaming(
            api,
            async context =>
            {
                if (context.AwsRequestId == "two")
                {
                    return;
                }

                var body = Open();
                await WriteAsync(body, "x");
                using CancellationTokenSource deadline = new(TimeSpan.FromMilliseconds(200));
                await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                    await body.WriteAsync(new byte[64 << 20], deadline.Token)
                );
                await Assert.ThrowsAsync<IOException>(() => WriteAsync(body, "y"));
                cancelled.SetResult();
            }
        );

        api.Invoke("one");
        await cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
        reading.SetResult();
        api.Invoke("two");
        var next = await api.PostAsync();

        Assert.Equal($"POST {FakeRuntimeApi.ResponsePath("two")} HTTP/1.1", next.Line);
    }

    [Fact]
    public async Task Two_functions_in_one_process_stream_at_once_without_mixing()
    {
        await using FakeRuntimeApi firstApi = new();
        await using FakeRuntimeApi secondApi = new();
        TaskCompletionSource firstOpen = new();
        TaskCompletionSource secondOpen = new();
        await using var first = RunningFunction.Streaming(firstApi, _ => TakeTurnsAsync("first", firstOpen, secondOpen));
        await using var second = RunningFunction.Streaming(secondApi, _ => TakeTurnsAsync("second", secondOpen, firstOpen));

        firstApi.Invoke("one");
        secondApi.Invoke("two");
        var answers = new[] { await firstApi.PostAsync(), await secondApi.PostAsync() };

        Assert.Equal($"POST {FakeRuntimeApi.ResponsePath("one")} HTTP/1.1", answers[0].Line);
        Assert.Equal($"POST {FakeRuntimeApi.ResponsePath("two")} HTTP/1.1", answers[1].Line);
        Assert.EndsWith("5\r\nfirst\r\n5\r\nfirst\r\n0\r\n\r\n", answers[0].Text, StringComparison.Ordinal);
        Assert.EndsWith("6\r\nsecond\r\n6\r\nsecond\r\n0\r\n\r\n", answers[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_one_stream_per_invocation_and_none_outside()
    {
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Streaming(
            api,
            _ =>
            {
                Open();
                Open();
                return Task.CompletedTask;
            }
        );

        api.Invoke("one");
        var response = await api.PostAsync();

        Assert.Equal("InvalidOperationException", response.Trailer("Lambda-Runtime-Function-Error-Type"));
        Assert.Throws<InvalidOperationException>(() => LambdaResponseStreamFactory.CreateStream());
    }

    [Fact]
    public async Task A_stream_kept_past_its_invocation_refuses_writes()
    {
        LambdaResponseStream? kept = null;
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Streaming(
            api,
            _ =>
            {
                kept = Open();
                return Task.CompletedTask;
            }
        );

        api.Invoke("one");
        await api.PostAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync(kept!, "late"));
    }

    [Fact]
    public async Task A_Runtime_API_that_fails_a_stream_ends_the_loop()
    {
        await using FakeRuntimeApi api = new();
        api.Statuses[FakeRuntimeApi.ResponsePath("one")] = 500;
        await using var function = RunningFunction.Streaming(api, _ => WriteAsync(Open(), "x"));

        api.Invoke("one");

        await Assert.ThrowsAsync<RuntimeApiClientException>(() => function.Loop);
    }

    private static async Task TakeTurnsAsync(string name, TaskCompletionSource mine, TaskCompletionSource other)
    {
        var body = Open();
        await WriteAsync(body, name);
        mine.SetResult();
        await other.Task;
        await WriteAsync(body, name);
    }

    private static LambdaResponseStream Open() =>
        LambdaResponseStreamFactory.CreateHttpStream(
            new HttpResponseStreamPrelude { StatusCode = HttpStatusCode.Created, Headers = { ["Content-Type"] = "text/plain" } }
        );

    private static Task WriteAsync(LambdaResponseStream body, string text) =>
        body.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
}
