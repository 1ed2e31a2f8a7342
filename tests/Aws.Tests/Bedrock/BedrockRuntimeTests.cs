using System.Net;
using System.Text;
using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using Shared;

namespace Aws.Tests.Bedrock;

public sealed class BedrockRuntimeTests
{
    private const string Arn = "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghij12";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_ARN_is_sent_as_one_segment_and_the_answer_comes_back()
    {
        await using WireServer server = new((_, stream) => stream.WriteAsync(WireServer.Answer(200, """{"generation":"hi"}""")).AsTask());
        using var client = Client(server);

        var response = await client.InvokeModelAsync(
            new()
            {
                ModelId = Arn,
                Body = Bytes("{}"),
                GuardrailIdentifier = "g1",
                GuardrailVersion = "DRAFT",
            },
            Cancelled
        );

        var request = Assert.Single(server.Requests);
        Assert.Equal("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aprovisioned-model%2Fabcdefghij12/invoke", request.Path);
        Assert.Equal("g1", request.Headers["X-Amzn-Bedrock-GuardrailIdentifier"]);
        Assert.Equal("DRAFT", request.Headers["X-Amzn-Bedrock-GuardrailVersion"]);
        Assert.Equal("application/octet-stream", request.Headers["Content-Type"]);
        Assert.Equal("{}", request.Body);
        Assert.Contains("/us-east-1/bedrock/aws4_request", request.Headers["Authorization"]);
        Assert.Equal("""{"generation":"hi"}""", Encoding.UTF8.GetString(response.Body.ToArray()));
    }

    [Theory]
    [InlineData(403, "AccessDeniedException", typeof(AccessDeniedException))]
    [InlineData(400, "ValidationException", typeof(ValidationException))]
    [InlineData(400, "ServiceQuotaExceededException", typeof(ServiceQuotaExceededException))]
    [InlineData(404, "ResourceNotFoundException", typeof(ResourceNotFoundException))]
    [InlineData(408, "ModelTimeoutException", typeof(ModelTimeoutException))]
    [InlineData(424, "ModelErrorException", typeof(ModelErrorException))]
    [InlineData(424, "ModelStreamErrorException", typeof(AmazonBedrockRuntimeException))]
    [InlineData(429, "ThrottlingException", typeof(ThrottlingException))]
    [InlineData(429, "ModelNotReadyException", typeof(ModelNotReadyException))]
    [InlineData(500, "InternalServerException", typeof(InternalServerException))]
    [InlineData(503, "ServiceUnavailableException", typeof(ServiceUnavailableException))]
    [InlineData(403, "UnrecognizedClientException", typeof(AmazonBedrockRuntimeException))]
    public async Task An_error_has_its_own_type(int status, string code, Type type)
    {
        await using WireServer server = new(
            (_, stream) =>
                stream
                    .WriteAsync(
                        WireServer.Answer(status, """{"message":"why"}""", $"x-amzn-ErrorType: {code}:http://x/", "x-amzn-RequestId: r1")
                    )
                    .AsTask()
        );
        using var client = Client(server);

        var error = await Assert.ThrowsAnyAsync<AmazonBedrockRuntimeException>(() =>
            client.InvokeModelAsync(new() { ModelId = "m" }, Cancelled)
        );

        Assert.Equal(type, error.GetType());
        Assert.Equal(("why", code, "r1", (HttpStatusCode)status), (error.Message, error.ErrorCode, error.RequestId, error.StatusCode));
        Assert.Equal(error is ModelNotReadyException, error.Retryable is not null);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task Chunks_arrive_however_the_bytes_are_cut(int piece)
    {
        byte[] frames = [.. EventFrame.Chunk("one"), .. EventFrame.Chunk("two")];
        await using WireServer server = new(
            async (_, stream) =>
            {
                await stream.WriteAsync(WireServer.StreamHead);
                foreach (var bytes in frames.Chunk(piece))
                {
                    await stream.WriteAsync(bytes);
                }
            }
        );
        using var client = Client(server);

        using var response = await client.InvokeModelWithResponseStreamAsync(new() { ModelId = "m" }, Cancelled);

        Assert.Equal(["one", "two"], await TextsAsync(response));
    }

    [Theory]
    [InlineData("internalServerException", typeof(InternalServerException))]
    [InlineData("modelStreamErrorException", typeof(ModelStreamErrorException))]
    [InlineData("validationException", typeof(ValidationException))]
    [InlineData("throttlingException", typeof(ThrottlingException))]
    [InlineData("modelTimeoutException", typeof(ModelTimeoutException))]
    [InlineData("serviceUnavailableException", typeof(ServiceUnavailableException))]
    public async Task A_failure_mid_stream_has_its_own_type_and_loses_no_text_before_it(string name, Type type)
    {
        await using WireServer server = new(
            (_, stream) =>
                stream
                    .WriteAsync((byte[])[.. WireServer.StreamHead, .. EventFrame.Chunk("paid for"), .. EventFrame.Exception(name, "why")])
                    .AsTask()
        );
        using var client = Client(server);
        using var response = await client.InvokeModelWithResponseStreamAsync(new() { ModelId = "m" }, Cancelled);
        response.Body.BufferSize = 64;
        List<string> texts = new();

        var error = await Assert.ThrowsAsync<BedrockRuntimeEventStreamException>(async () => await TextsAsync(response, texts));

        Assert.Equal(["paid for"], texts);
        Assert.Equal(type, error.InnerException?.GetType());
        Assert.Equal("""{"message":"why"}""", error.Message);
        var modelled = (AmazonBedrockRuntimeException)error.InnerException!;
        Assert.DoesNotContain("why", modelled.Message, StringComparison.Ordinal);
        Assert.Equal((null, default), (modelled.ErrorCode, modelled.StatusCode));
    }

    private static AmazonBedrockRuntimeClient Client(WireServer server) => LoopbackBedrock.Client(server.Url);

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task<List<string>> TextsAsync(InvokeModelWithResponseStreamResponse response, List<string>? texts = null)
    {
        texts ??= [];
        await foreach (var part in response.Body.WithCancellation(Cancelled))
        {
            texts.Add(Encoding.UTF8.GetString(((PayloadPart)part).Bytes!.ToArray()));
        }

        return texts;
    }
}
