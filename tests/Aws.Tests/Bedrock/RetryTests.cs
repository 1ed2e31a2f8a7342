using Amazon.BedrockRuntime;
using Shared;

namespace Aws.Tests.Bedrock;

public sealed class RetryTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(429, "ThrottlingException", 2)]
    [InlineData(429, "ModelNotReadyException", 2)]
    [InlineData(500, "InternalServerException", 2)]
    [InlineData(503, "ServiceUnavailableException", 2)]
    [InlineData(400, "ValidationException", 1)]
    [InlineData(403, "AccessDeniedException", 1)]
    [InlineData(404, "ResourceNotFoundException", 1)]
    [InlineData(424, "ModelErrorException", 1)]
    public async Task Only_what_may_pass_is_tried_again(int status, string code, int requests)
    {
        await using var server = WireServer.Answering(status, """{"message":"why"}""", $"x-amzn-ErrorType: {code}");
        using var client = LoopbackBedrock.Client(server.Url, retries: 1);

        await Assert.ThrowsAnyAsync<AmazonBedrockRuntimeException>(() => client.InvokeModelAsync(new() { ModelId = "m" }, Cancelled));

        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task The_second_try_sends_the_same_body_and_its_answer_counts()
    {
        var tries = 0;
        await using WireServer server = new(
            (_, stream) =>
                stream
                    .WriteAsync(
                        ++tries == 1
                            ? WireServer.Answer(503, "{}", "x-amzn-ErrorType: ServiceUnavailableException")
                            : WireServer.Answer(200, "yes")
                    )
                    .AsTask()
        );
        using var client = LoopbackBedrock.Client(server.Url, retries: 1);

        using MemoryStream body = new("""{"prompt":"x"}"""u8.ToArray());
        var response = await client.InvokeModelAsync(new() { ModelId = "m", Body = body }, Cancelled);

        Assert.Equal("yes", System.Text.Encoding.UTF8.GetString(response.Body.ToArray()));
        Assert.Equal(["""{"prompt":"x"}""", """{"prompt":"x"}"""], server.Requests.Select(request => request.Body));
    }
}
