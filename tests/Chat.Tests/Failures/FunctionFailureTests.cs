using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Lambda.Core;
using Amazon.Lambda.Core.ResponseStreaming;
using Amazon.Lambda.RuntimeSupport;
using LocalCloud.Gateway;
using LocalCloud.Lambda;
using LocalCloud.Settings;
using Microsoft.AspNetCore.Http;
using Shared;

namespace Chat.Tests.Failures;

public sealed class FunctionFailureTests : IDisposable
{
    private readonly string _script = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_script);

    [Theory]
    [InlineData("exit 1")]
    [InlineData("sleep 60")]
    public async Task A_process_that_dies_or_never_answers_is_502(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a shell.");
        await File.WriteAllTextAsync(_script, $"#!/bin/sh\n{script}\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await using var cloud = await LocalCloudFixture.StartAsync(
            new() { Functions = new FunctionsChoice.Executable(_script), FunctionTimeout = TimeSpan.FromSeconds(1) }
        );

        using var answer = await cloud.SendAsync(new(HttpMethod.Get, "health"));

        Assert.Equal(502, (int)answer.StatusCode);
        Assert.Equal("InternalServerErrorException", answer.Header("x-amzn-ErrorType"));
        Assert.Equal("internal", (await answer.JsonAsync()).Text("code"));
    }

    [Fact]
    public async Task A_wrong_configuration_is_reported_as_an_init_error_and_callers_get_502()
    {
        await using var cloud = await LocalCloudFixture.StartAsync(
            new() { Environment = new Dictionary<string, string> { ["MODEL_ID"] = "llama-3" } }
        );

        using var answer = await cloud.SendAsync(new(HttpMethod.Get, "health"));
        var (invocation, _) = await cloud
            .Cloud.Functions["completions"]
            .InvokeAsync("again", "{}"u8.ToArray(), TestContext.Current.CancellationToken);
        var failed = Assert.IsType<FunctionResponse.Failed>(await invocation.Response);

        Assert.Equal(502, (int)answer.StatusCode);
        Assert.Equal("InvalidConfigurationException", failed.Error.Type);
        Assert.Contains("MODEL_ID is", Answers.Parse(failed.Error.Body).Text("errorMessage"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_dies_in_the_middle_of_its_stream_breaks_the_answer_off()
    {
        Arrival arrival = new();
        var failure = await FailureAsync(
            arrival,
            Instance.StartAsync(
                "dying",
                async (api, stop) =>
                {
                    using HttpClient runtime = new();
                    using var next = await runtime.GetAsync($"http://{api}/2018-06-01/runtime/invocation/next", stop);
                    using TcpClient connection = new();
                    await connection.ConnectAsync(IPEndPoint.Parse(api), stop);
                    await connection.GetStream().WriteAsync(HalfAnAnswer, stop);

                    // Death too soon would take the half along.
                    await arrival.Begun.WaitAsync(stop);
                }
            )
        );

        Assert.Equal("Runtime.ExitError", failure.Error.Type);
    }

    [Fact]
    public async Task A_function_that_ends_its_stream_with_an_error_breaks_the_answer_off()
    {
        var failure = await FailureAsync(
            new(),
            Instance.StartAsync(
                "failing",
                async (api, stop) =>
                {
                    using var function = LambdaBootstrapBuilder
                        .Create(FailInTheMiddleAsync)
                        .ConfigureOptions(options => options.RuntimeApiEndpoint = api)
                        .Build();
                    await function.RunAsync(stop);
                }
            )
        );

        Assert.Equal("InvalidDataException", failure.Error.Type);
        Assert.Equal("no more", Answers.Parse(failure.Error.Body).Text("errorMessage"));
    }

    [Theory]
    [InlineData("no json\0\0\0\0\0\0\0\0")]
    [InlineData("[]\0\0\0\0\0\0\0\0")]
    [InlineData("{\"statusCode\":200}")]
    public async Task A_prelude_that_is_none_is_a_malformed_response(string prelude)
    {
        LocalCloud.Lambda.PendingInvocation invocation = new("one", default, "", DateTimeOffset.UtcNow.AddMinutes(1));
        var body = invocation.RespondStreaming();
        await body.WriteAsync(Encoding.UTF8.GetBytes(prelude), TestContext.Current.CancellationToken);
        invocation.EndStream(error: null);

        var response = await invocation.Response;

        await Assert.ThrowsAsync<MalformedResponseException>(() => ProxyResponse.WriteAsync(response, new DefaultHttpContext().Response));
    }

    private static async Task<FunctionErrorException> FailureAsync(Arrival body, Task<Instance> starting)
    {
        await using var instance = await starting;
        LocalCloud.Lambda.PendingInvocation invocation = new("one", "{}"u8.ToArray(), "Root=1", DateTimeOffset.UtcNow.AddMinutes(1));
        var running = instance.RunAsync(invocation);
        DefaultHttpContext http = new();
        http.Response.Body = body;

        var failure = await Assert.ThrowsAsync<FunctionErrorException>(async () =>
            await ProxyResponse.WriteAsync(await invocation.Response, http.Response)
        );

        await running;
        Assert.Equal((200, "half"), (http.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray())));
        return failure;
    }

    private static byte[] HalfAnAnswer =>
        Encoding.UTF8.GetBytes(
            "POST /2018-06-01/runtime/invocation/one/response HTTP/1.1\r\nHost: 127.0.0.1\r\nLambda-Runtime-Function-Response-Mode: streaming\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n1e\r\n{\"statusCode\":200}\0\0\0\0\0\0\0\0half\r\n"
        );

    private static async Task FailInTheMiddleAsync(Stream input, ILambdaContext context)
    {
#pragma warning disable CA2252 // Lambda's response streaming is marked as a preview.
        await using var stream = LambdaResponseStreamFactory.CreateHttpStream(new() { StatusCode = HttpStatusCode.OK });
        await stream.WriteAsync("half"u8.ToArray());
#pragma warning restore CA2252

        throw new InvalidDataException("no more");
    }

    /// <summary>What the client gets, and when the first of it is there.</summary>
    private sealed class Arrival : MemoryStream
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer);
            _begun.TrySetResult();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await base.WriteAsync(buffer, cancellationToken);
            _begun.TrySetResult();
        }
    }
}
