using System.Net;
using System.Net.Sockets;
using Shared;

namespace Llama.Tests.Client;

public sealed class HttpErrorTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(400, "ValidationException", "max_gen_len is too much", LlamaError.Invalid)]
    [InlineData(400, "ValidationException", "Malformed input request: #/temperature: 2 is not less or equal to 1", LlamaError.Invalid)]
    [InlineData(
        400,
        "ValidationException",
        "Invocation of model ID m with on-demand throughput isn't supported. Retry your request with the ID or ARN of an inference profile that contains this model.",
        LlamaError.Retired
    )]
    [InlineData(400, "ValidationException", "Operation not allowed for account 123456789012.", LlamaError.Misconfigured)]
    [InlineData(
        400,
        "ValidationException",
        "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghij12 is being deleted",
        LlamaError.Misconfigured
    )]
    [InlineData(400, "ServiceQuotaExceededException", "Account 123456789012 is over its quota", LlamaError.Misconfigured)]
    [InlineData(400, "IncompleteSignature", "'AKIA' of 123456789012 is not a valid key=value pair", LlamaError.Misconfigured)]
    [InlineData(400, "OptInRequired", "The account 123456789012 needs a subscription", LlamaError.Misconfigured)]
    [InlineData(401, "NotAuthorized", "Account 123456789012", LlamaError.AccessDenied)]
    [InlineData(400, "ValidationException", "The provided model identifier is invalid.", LlamaError.Retired)]
    [InlineData(
        404,
        "ResourceNotFoundException",
        "This model version has reached the end of its life. Please refer to the AWS documentation for more details.",
        LlamaError.Retired
    )]
    [InlineData(
        404,
        "ResourceNotFoundException",
        "Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the last 30 days.",
        LlamaError.Retired
    )]
    [InlineData(403, "AccessDeniedException", "arn:aws:iam::123456789012:role/secret", LlamaError.AccessDenied)]
    [InlineData(
        400,
        "ValidationException",
        "The guardrail identifier or version provided in the request does not exist.",
        LlamaError.Guardrail
    )]
    [InlineData(400, "ValidationException", "The provided guardrail identifier is invalid.", LlamaError.Guardrail)]
    [InlineData(404, "ResourceNotFoundException", "The guardrail was not found.", LlamaError.Guardrail)]
    [InlineData(
        403,
        "AccessDeniedException",
        "not authorized to perform: bedrock:ApplyGuardrail on arn:aws:bedrock:us-east-1:123456789012:guardrail/abc",
        LlamaError.Guardrail
    )]
    [InlineData(403, "ExpiredTokenException", "expired", LlamaError.AccessDenied)]
    [InlineData(403, "UnrecognizedClientException", "unrecognized", LlamaError.AccessDenied)]
    [InlineData(408, "ModelTimeoutException", "slow", LlamaError.TimedOut)]
    [InlineData(424, "ModelErrorException", "failed", LlamaError.ModelError)]
    [InlineData(424, "ModelStreamErrorException", "broke", LlamaError.Interrupted)]
    [InlineData(429, "ThrottlingException", "slow down", LlamaError.Throttled)]
    [InlineData(429, "ModelNotReadyException", "loading", LlamaError.NotReady)]
    [InlineData(429, "TooManyTokensException", "not known yet", LlamaError.Throttled)]
    [InlineData(500, "InternalServerException", "internal", LlamaError.Unavailable)]
    [InlineData(503, "ServiceUnavailableException", "unavailable", LlamaError.Unavailable)]
    public async Task Each_error_says_what_its_caller_can_do(int status, string type, string message, LlamaError expected)
    {
        await using WireLlama wire = new(
            WireServer.Answering(
                status,
                $$"""{"message":"{{message}}"}""",
                $"x-amzn-ErrorType: {type}:http://internal.amazon.com/coral/com.amazon.bedrock/"
            )
        );

        var whole = await Assert.ThrowsAnyAsync<LlamaException>(() =>
            wire.Llama.InvokeAsync(Emulator.Ask("Hi"), cancellationToken: Cancelled)
        );
        var streamed = (await wire.StreamAsync()).Error!;

        Assert.Equal((expected, expected), (whole.Error, streamed.Error));
        Assert.Equal(whole.Message, streamed.Message);
        Assert.Equal(expected == LlamaError.Invalid, whole.Message == message);
        Assert.DoesNotContain("arn:", whole.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("123456789012", whole.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, LlamaError.AccessDenied)]
    [InlineData(429, LlamaError.Throttled)]
    [InlineData(502, LlamaError.Unavailable)]
    [InlineData(503, LlamaError.Unavailable)]
    public async Task A_proxys_error_page_is_classified_by_its_status(int status, LlamaError expected)
    {
        await using WireLlama wire = new(WireServer.Answering(status, "<html>Bad gateway</html>"));

        var error = await Assert.ThrowsAnyAsync<LlamaException>(() =>
            wire.Llama.InvokeAsync(Emulator.Ask("Hi"), cancellationToken: Cancelled)
        );

        Assert.Equal(expected, error.Error);
        Assert.DoesNotContain("html", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_not_available()
    {
        using var sdk = LoopbackBedrock.Client($"http://127.0.0.1:{FreePort()}");
        LlamaClient llama = new(sdk, ModelReference.OnDemand(LlamaModel.Llama2Chat13B));

        var whole = await Assert.ThrowsAnyAsync<LlamaException>(() => llama.InvokeAsync(Emulator.Ask("Hi"), cancellationToken: Cancelled));
        var streamed = await Heard.ListenAsync(llama.StreamAsync(Emulator.Ask("Hi"), cancellationToken: Cancelled));

        Assert.Equal((LlamaError.Unavailable, LlamaError.Unavailable), (whole.Error, streamed.Error!.Error));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_the_clients_time_timed_out()
    {
        await using WireLlama wire = new(Silence.Server(), TimeSpan.FromMilliseconds(50));

        var error = await Assert.ThrowsAnyAsync<LlamaException>(() =>
            wire.Llama.InvokeAsync(Emulator.Ask("Hi"), cancellationToken: Cancelled)
        );

        Assert.Equal((LlamaError.TimedOut, true), (error.Error, error.IsRetryable));
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();

        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
