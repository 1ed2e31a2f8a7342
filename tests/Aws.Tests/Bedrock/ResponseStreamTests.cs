using System.Text;
using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using Shared;

namespace Aws.Tests.Bedrock;

public sealed class ResponseStreamTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chunk_is_delivered_before_the_next_one_is_sent()
    {
        const int Chunks = 5;
        using SemaphoreSlim delivered = new(0);
        await using WireServer server = new(
            async (_, stream) =>
            {
                await stream.WriteAsync(WireServer.StreamHead);
                for (var i = 0; i < Chunks; i++)
                {
                    await stream.WriteAsync(EventFrame.Chunk($"{i}"));
                    Assert.True(await delivered.WaitAsync(TimeSpan.FromSeconds(30)));
                }
            }
        );
        using var client = LoopbackBedrock.Client(server.Url);
        using var response = await client.InvokeModelWithResponseStreamAsync(new() { ModelId = "m" }, Cancelled);
        List<string> texts = [];

        await foreach (var part in response.Body.WithCancellation(Cancelled))
        {
            texts.Add(Encoding.UTF8.GetString(((PayloadPart)part).Bytes!.ToArray()));
            delivered.Release();
        }

        Assert.Equal(["0", "1", "2", "3", "4"], texts);
    }

    [Fact]
    public async Task The_streamed_operation_has_an_accept_header_of_its_own()
    {
        await using var server = WireServer.Streaming();
        using var client = LoopbackBedrock.Client(server.Url);

        using var response = await client.InvokeModelWithResponseStreamAsync(
            new()
            {
                ModelId = "a/b:c",
                Accept = "application/json",
                ContentType = "application/json",
            },
            Cancelled
        );

        var request = Assert.Single(server.Requests);
        Assert.Equal("/model/a%2Fb%3Ac/invoke-with-response-stream", request.Path);
        Assert.Equal("application/json", request.Headers["X-Amzn-Bedrock-Accept"]);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.NotEqual("application/json", request.Headers.GetValueOrDefault("Accept"));
    }

    [Fact]
    public async Task A_models_error_says_what_the_model_said()
    {
        await using var server = WireServer.Answering(
            424,
            """{"message":"why","originalStatusCode":418,"resourceName":"the model"}""",
            "x-amzn-ErrorType: ModelErrorException"
        );
        using var client = LoopbackBedrock.Client(server.Url);

        var error = await Assert.ThrowsAsync<ModelErrorException>(() => client.InvokeModelAsync(new() { ModelId = "m" }, Cancelled));

        Assert.Equal(("why", 418, "the model"), (error.Message, error.OriginalStatusCode, error.ResourceName));
    }

    [Fact]
    public async Task A_models_error_before_its_stream_says_what_the_model_said()
    {
        await using var server = WireServer.Answering(
            424,
            """{"message":"why","originalStatusCode":418,"originalMessage":"teapot"}""",
            "x-amzn-ErrorType: ModelStreamErrorException"
        );
        using var client = LoopbackBedrock.Client(server.Url);

        var error = await Assert.ThrowsAsync<ModelStreamErrorException>(() =>
            client.InvokeModelWithResponseStreamAsync(new() { ModelId = "m" }, Cancelled)
        );

        Assert.Equal(("why", 418, "teapot"), (error.Message, error.OriginalStatusCode, error.OriginalMessage));
    }

    [Fact]
    public async Task A_models_error_in_its_stream_says_what_the_model_said()
    {
        await using var server = WireServer.Streaming(
            EventFrame.ExceptionPayload(
                "modelStreamErrorException",
                """{"message":"why","originalStatusCode":418,"originalMessage":"teapot"}"""
            )
        );
        using var client = LoopbackBedrock.Client(server.Url);
        using var response = await client.InvokeModelWithResponseStreamAsync(new() { ModelId = "m" }, Cancelled);

        var failure = await Assert.ThrowsAsync<BedrockRuntimeEventStreamException>(async () =>
            await response.Body.GetAsyncEnumerator(Cancelled).MoveNextAsync()
        );

        var error = Assert.IsType<ModelStreamErrorException>(failure.InnerException);
        Assert.Equal((418, "teapot"), (error.OriginalStatusCode, error.OriginalMessage));
        Assert.Contains("\"why\"", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_without_details_have_none()
    {
        await using var server = WireServer.Answering(424, "{}", "x-amzn-ErrorType: ModelErrorException");
        using var client = LoopbackBedrock.Client(server.Url);

        var error = await Assert.ThrowsAsync<ModelErrorException>(() => client.InvokeModelAsync(new() { ModelId = "m" }, Cancelled));

        Assert.Equal((null, null), (error.OriginalStatusCode, error.ResourceName));
    }
}
