using LocalCloud.Bedrock.Faults;
using Shared;

namespace Chat.Tests.Failures;

/// <remarks>Each case has functions of its own: those that see a region fail again and again leave it alone.</remarks>
public class ModelFailureTests(LocalCloudFixture shared)
{
    public static TheoryData<string, int, string, string, string?, bool> Failures =>
        new()
        {
            { "Throttle", 429, "rate_limited", "rate_limit_error", "2", true },
            { "EndOfLife", 503, "model_retired", "server_error", null, false },
            { "Legacy", 503, "model_retired", "server_error", null, false },
            { "AccessDenied", 503, "model_unavailable", "server_error", "60", false },
            { "NotReady", 503, "model_unavailable", "server_error", "30", true },
            { "Unavailable", 503, "model_unavailable", "server_error", "5", true },
            { "Internal", 503, "model_unavailable", "server_error", "5", true },
            { "ModelTimeout", 504, "timeout", "server_error", null, true },
            { "ModelError", 502, "model_error", "server_error", null, false },
        };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_model_that_fails_before_its_first_word_is_a_status(
        string fault,
        int status,
        string code,
        string type,
        string? retryAfter,
        bool mayRetry
    )
    {
        await using var cloud = await shared.AloneAsync();
        var prompt = cloud.Fault(new() { Fault = Enum.Parse<FaultKind>(fault) });

        using var whole = await cloud.ChatAsync(prompt, stream: false);
        using var streamed = await cloud.ChatAsync(prompt, stream: true);

        foreach (var answer in (HttpResponseMessage[])[whole, streamed])
        {
            var (answered, error) = await answer.OpenAIErrorAsync();
            Assert.Equal((status, code, type), (answered, error.Text("code"), error.Text("type")));
            Assert.Equal("application/json", answer.Header("Content-Type"));
            Assert.Equal((retryAfter, mayRetry ? null : "false"), (answer.Header("Retry-After"), answer.Header("x-should-retry")));
            FaultyModel.AssertNothingLeaks(await answer.TextAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Under_invoke_it_is_a_problem_document(
        string fault,
        int status,
        string code,
        string type,
        string? retryAfter,
        bool mayRetry
    )
    {
        Assert.NotEmpty(type);
        await using var cloud = await shared.AloneAsync();
        var prompt = cloud.Fault(new() { Fault = Enum.Parse<FaultKind>(fault) });

        using var whole = await cloud.InvokeAsync(prompt, stream: false);
        using var streamed = await cloud.InvokeAsync(prompt, stream: true);

        foreach (var answer in (HttpResponseMessage[])[whole, streamed])
        {
            var problem = await answer.JsonAsync();
            Assert.Equal((status, status, code), ((int)answer.StatusCode, problem.Number("status"), problem.Text("code")));
            Assert.Equal($"urn:problem:{code}", problem.Text("type"));
            Assert.Equal("application/problem+json", answer.Header("Content-Type"));
            Assert.Equal((retryAfter, mayRetry ? null : "false"), (answer.Header("Retry-After"), answer.Header("x-should-retry")));
            FaultyModel.AssertNothingLeaks(await answer.TextAsync());
        }
    }

    [Fact]
    public async Task The_error_of_a_retired_model_names_the_setting_to_change()
    {
        await using var cloud = await shared.AloneAsync();
        var prompt = cloud.Fault(new() { Fault = FaultKind.EndOfLife });

        using var answer = await cloud.ChatAsync(prompt, stream: false);

        Assert.Contains("MODEL_ID", (await answer.OpenAIErrorAsync()).Error.Text("message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("modelStreamErrorException", 502, "model_error")]
    [InlineData("internalServerException", 503, "model_unavailable")]
    [InlineData("serviceUnavailableException", 503, "model_unavailable")]
    [InlineData("throttlingException", 429, "rate_limited")]
    [InlineData("modelTimeoutException", 504, "timeout")]
    public async Task An_exception_in_the_place_of_the_first_chunk_is_a_status_too(string exception, int status, string code)
    {
        await using var cloud = await shared.AloneAsync();
        var prompt = cloud.Fault(
            new()
            {
                Fault = FaultKind.FailMidStream,
                AfterChunks = 0,
                Exception = exception,
            }
        );

        using var answer = await cloud.ChatAsync(prompt, stream: true);

        var (answered, error) = await answer.OpenAIErrorAsync();
        Assert.Equal((status, code), (answered, error.Text("code")));
    }

    [Fact]
    public async Task A_throttled_request_that_succeeds_in_the_end_is_answered()
    {
        await using var cloud = await shared.AloneAsync();
        var prompt = cloud.Fault(new() { Fault = FaultKind.Throttle, Times = 1 });

        using var answer = await cloud.ChatAsync(prompt, stream: false);

        Assert.Equal(200, (int)answer.StatusCode);
    }
}
