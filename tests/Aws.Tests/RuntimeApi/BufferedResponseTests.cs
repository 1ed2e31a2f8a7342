using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

namespace Aws.Tests.RuntimeApi;

public class BufferedResponseTests
{
    [Fact]
    public async Task An_event_goes_in_and_its_answer_comes_out()
    {
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Answering(api, Echo);

        api.Invoke("one", """{"httpMethod":"POST","body":"hello"}""");
        var answer = await api.PostAsync();

        Assert.Equal($"POST {FakeRuntimeApi.ResponsePath("one")} HTTP/1.1", answer.Line);
        Assert.Equal("""{"statusCode":200,"body":"POST hello","isBase64Encoded":false}""", answer.Text);
    }

    [Fact]
    public async Task A_shorter_answer_holds_nothing_of_the_longer_one_before()
    {
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Answering(api, Echo);

        api.Invoke("one", """{"httpMethod":"POST","body":"a rather long body"}""");
        await api.PostAsync();
        api.Invoke("two", """{"httpMethod":"PUT","body":"b"}""");
        var second = await api.PostAsync();

        Assert.Equal("""{"statusCode":200,"body":"PUT b","isBase64Encoded":false}""", second.Text);
    }

    [Fact]
    public async Task Claims_of_the_caller_are_read_from_the_authorizer()
    {
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Answering(
            api,
            (request, _) =>
                Task.FromResult(new APIGatewayProxyResponse { StatusCode = 200, Body = request.RequestContext?.Authorizer?.Claims["sub"] })
        );

        api.Invoke("one", """{"requestContext":{"authorizer":{"claims":{"sub":"ada","n":1}}}}""");
        var answer = await api.PostAsync();

        Assert.Contains("\"body\":\"ada\"", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_reported_with_type_message_and_stack()
    {
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Answering(api, (_, _) => throw new TimeoutException("too slow"));

        api.Invoke("one");
        var report = await api.PostAsync();

        Assert.Equal($"POST {FakeRuntimeApi.ErrorPath("one")} HTTP/1.1", report.Line);
        Assert.Equal("TimeoutException", report.Header("Lambda-Runtime-Function-Error-Type"));
        using var error = JsonDocument.Parse(report.RawBody);
        Assert.Equal("TimeoutException", error.RootElement.GetProperty("errorType").GetString());
        Assert.Equal("too slow", error.RootElement.GetProperty("errorMessage").GetString());
        Assert.NotEqual(0, error.RootElement.GetProperty("stackTrace").GetArrayLength());
    }

    [Fact]
    public async Task An_event_that_is_not_JSON_fails_its_invocation_and_not_the_loop()
    {
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Answering(api, Echo);

        api.Invoke("one", "not json");
        var report = await api.PostAsync();
        api.Invoke("two");
        var answer = await api.PostAsync();

        Assert.Equal("JsonSerializerException", report.Header("Lambda-Runtime-Function-Error-Type"));
        Assert.Equal($"POST {FakeRuntimeApi.ResponsePath("two")} HTTP/1.1", answer.Line);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_becomes_an_error_and_the_loop_continues()
    {
        await using FakeRuntimeApi api = new();
        api.Statuses[FakeRuntimeApi.ResponsePath("one")] = 413;
        await using var function = RunningFunction.Answering(api, Echo);

        api.Invoke("one");
        await api.PostAsync();
        var report = await api.PostAsync();
        api.Invoke("two");
        var answer = await api.PostAsync();

        Assert.Equal($"POST {FakeRuntimeApi.ErrorPath("one")} HTTP/1.1", report.Line);
        Assert.Equal("Function.ResponseSizeTooLarge", report.Header("Lambda-Runtime-Function-Error-Type"));
        Assert.Equal($"POST {FakeRuntimeApi.ResponsePath("two")} HTTP/1.1", answer.Line);
    }

    [Fact]
    public async Task A_failing_Runtime_API_ends_the_loop()
    {
        await using FakeRuntimeApi api = new();
        api.Statuses[FakeRuntimeApi.ResponsePath("one")] = 500;
        await using var function = RunningFunction.Answering(api, Echo);

        api.Invoke("one");
        var failure = await Assert.ThrowsAsync<RuntimeApiClientException>(() => function.Loop);

        Assert.Equal(500, failure.StatusCode);
    }

    [Fact]
    public async Task A_Runtime_API_without_events_ends_the_loop()
    {
        await using FakeRuntimeApi api = new() { NextStatus = 500 };
        await using var function = RunningFunction.Answering(api, Echo);

        api.Invoke("none");
        var failure = await Assert.ThrowsAsync<RuntimeApiClientException>(() => function.Loop);

        Assert.Equal(500, failure.StatusCode);
    }

    [Fact]
    public async Task The_loop_can_be_cancelled_while_it_waits_for_an_event()
    {
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Answering(api, Echo);
        await api.NextWaits.Task.WaitAsync(TestContext.Current.CancellationToken);

        function.Stop();
        await function.Loop;

        Assert.True(function.Loop.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_failing_start_is_reported_and_ends_the_loop()
    {
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Initialized(api, () => throw new NotSupportedException("no table"));

        var report = await api.PostAsync();
        await Assert.ThrowsAsync<NotSupportedException>(() => function.Loop);

        Assert.Equal("POST /2018-06-01/runtime/init/error HTTP/1.1", report.Line);
        Assert.Contains("\"errorMessage\":\"no table\"", report.Text, StringComparison.Ordinal);
        Assert.Contains("\"errorType\":\"NotSupportedException\"", report.Text, StringComparison.Ordinal);
        Assert.Null(report.Header("Lambda-Runtime-Function-Error-Type"));
    }

    [Fact]
    public async Task A_poll_that_the_HTTP_client_gave_up_is_made_again()
    {
        await using FakeRuntimeApi api = new();
        using HttpClient http = new(new GivingUpOnce());
        await using var function = RunningFunction.Polling(api, http);
        api.Invoke("first");

        var response = await api.PostAsync();

        Assert.Equal($"POST {FakeRuntimeApi.ResponsePath("first")} HTTP/1.1", response.Line);
    }

    [Fact]
    public async Task An_answer_to_an_error_report_that_is_not_JSON_ends_the_loop()
    {
        await using FakeRuntimeApi api = new() { Accepted = "" };
        await using var function = RunningFunction.Answering(api, (_, _) => throw new TimeoutException());
        api.Invoke("first");

        await Assert.ThrowsAsync<RuntimeApiClientException>(() => function.Loop);
    }

    private static Task<APIGatewayProxyResponse> Echo(APIGatewayProxyRequest request, ILambdaContext context) =>
        Task.FromResult(new APIGatewayProxyResponse { StatusCode = 200, Body = $"{request.HttpMethod} {request.Body}" });

    private sealed class GivingUpOnce() : DelegatingHandler(new SocketsHttpHandler())
    {
        private bool _hasGivenUp;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (var isFirst, _hasGivenUp) = (!_hasGivenUp, true);

            return isFirst ? throw new TaskCanceledException() : base.SendAsync(request, cancellationToken);
        }
    }
}
