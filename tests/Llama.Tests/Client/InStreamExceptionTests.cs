using Shared;

namespace Llama.Tests.Client;

public sealed class InStreamExceptionTests
{
    private const string First = """{"generation":"paid for","prompt_token_count":10,"generation_token_count":2,"stop_reason":null}""";
    private const string Mute = """{"generation":"","prompt_token_count":10,"generation_token_count":1,"stop_reason":null}""";

    [Theory]
    [InlineData("internalServerException", LlamaError.Unavailable)]
    [InlineData("modelStreamErrorException", LlamaError.Interrupted)]
    [InlineData("validationException", LlamaError.Invalid)]
    [InlineData("throttlingException", LlamaError.Throttled)]
    [InlineData("modelTimeoutException", LlamaError.TimedOut)]
    [InlineData("serviceUnavailableException", LlamaError.Unavailable)]
    [InlineData("notKnownYetException", LlamaError.Interrupted)]
    public async Task Before_the_first_text_it_is_the_error_that_it_names(string name, LlamaError expected)
    {
        await using WireLlama wire = new(WireServer.Streaming(EventFrame.Chunk(Mute), EventFrame.Exception(name, "why")));

        var heard = await wire.StreamAsync();

        Assert.Empty(heard.Texts);
        Assert.Equal((expected, ""), (heard.Error!.Error, heard.Error.PartialText));
        Assert.Equal(expected is not LlamaError.Invalid, heard.Error.IsRetryable);
    }

    [Theory]
    [InlineData("internalServerException")]
    [InlineData("modelStreamErrorException")]
    [InlineData("validationException")]
    [InlineData("throttlingException")]
    [InlineData("modelTimeoutException")]
    [InlineData("serviceUnavailableException")]
    [InlineData("notKnownYetException")]
    public async Task After_the_first_text_it_is_an_interruption(string name)
    {
        await using WireLlama wire = new(WireServer.Streaming(EventFrame.Chunk(First), EventFrame.Exception(name, "why")));

        var heard = await wire.StreamAsync();

        Assert.Equal("paid for", heard.Text);
        Assert.Equal(
            (LlamaError.Interrupted, "paid for", new(10, 2)),
            (heard.Error!.Error, heard.Error.PartialText, heard.Error.PartialUsage)
        );
        Assert.False(heard.Error.IsRetryable);
        Assert.NotNull(heard.Error.InnerException);
    }
}
