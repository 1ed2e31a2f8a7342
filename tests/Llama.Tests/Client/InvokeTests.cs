using System.Text.Json;
using Shared;

namespace Llama.Tests.Client;

public sealed class InvokeTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_comes_in_one_piece_with_its_tokens()
    {
        await using var emulator = await Emulator.StartAsync();
        var dialog = Emulator.Ask("echo: Grüße, 日本 🦙!");

        var answer = await emulator.Llama.InvokeAsync(dialog, cancellationToken: Cancelled);

        Assert.Equal(("Grüße, 日本 🦙!", StopReason.Stop), (answer.Text, answer.StopReason));
        Assert.Equal(new(PromptTemplate.Llama2.CountTokens(dialog), Tokenizer.Llama2.Count(answer.Text)), answer.Usage);
    }

    [Fact]
    public async Task The_parameters_reach_the_model()
    {
        await using var emulator = await Emulator.StartAsync();

        var answer = await emulator.Llama.InvokeAsync(Emulator.Ask("count to 100"), new() { MaxGenLen = 4 }, cancellationToken: Cancelled);

        Assert.Equal((StopReason.Length, 4), (answer.StopReason, answer.Usage.CompletionTokens));
    }

    [Fact]
    public async Task The_request_is_the_models_own_body_for_the_rendered_dialog()
    {
        await using WireLlama wire = new(WireServer.Answering(200, """{"generation":"Hi","stop_reason":"stop"}"""));

        await wire.Llama.InvokeAsync(new("S", [new("Hi")]), new() { TopP = 0.25 }, cancellationToken: Cancelled);

        using var body = JsonDocument.Parse(wire.Request.Body);
        Assert.Equal("/model/meta.llama2-13b-chat-v1/invoke", wire.Request.Path);
        Assert.Equal(("application/json", "application/json"), (wire.Request.Headers["Content-Type"], wire.Request.Headers["Accept"]));
        Assert.Equal("[INST] <<SYS>>\nS\n<</SYS>>\n\nHi [/INST]", body.RootElement.GetProperty("prompt").GetString());
        Assert.Equal(0.25, body.RootElement.GetProperty("top_p").GetDouble());
    }

    [Theory]
    [InlineData(
        """{"generation":" Hi \n","prompt_token_count":10,"generation_token_count":3,"stop_reason":"length"}""",
        " Hi \n",
        StopReason.Length,
        10,
        3
    )]
    [InlineData("""{"generation":"Hi","amazon-bedrock-guardrailAction":"NONE"}""", "Hi", StopReason.Stop, 0, 0)]
    [InlineData("""{"generation":"\ud83e","stop_reason":"stop"}""", "\ufffd", StopReason.Stop, 0, 0)]
    [InlineData("""{"generation":"","prompt_token_count":1,"generation_token_count":1,"stop_reason":"stop"}""", "", StopReason.Stop, 1, 1)]
    public async Task An_answer_is_returned_unchanged(string body, string text, StopReason reason, int promptTokens, int completionTokens)
    {
        await using WireLlama wire = new(WireServer.Answering(200, body));

        var answer = await wire.Llama.InvokeAsync(Emulator.Ask("Hi"), cancellationToken: Cancelled);

        Assert.Equal(new(text, reason, new(promptTokens, completionTokens)) { Region = LoopbackBedrock.Region }, answer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("""{"generation":1}""")]
    public async Task A_response_that_is_not_an_answer_is_a_model_error(string body)
    {
        await using WireLlama wire = new(WireServer.Answering(200, body));

        var error = await Assert.ThrowsAnyAsync<LlamaException>(() =>
            wire.Llama.InvokeAsync(Emulator.Ask("Hi"), cancellationToken: Cancelled)
        );

        Assert.Equal((LlamaError.ModelError, false), (error.Error, error.IsRetryable));
    }

    [Fact]
    public async Task Bodies_pass_through_byte_for_byte()
    {
        await using WireLlama wire = new(WireServer.Answering(200, """{ "generation" : "H\u0069", "x": [1] }"""));
        var body = """{ "prompt":"as it is",  "y":null }"""u8.ToArray();

        var answer = await wire.Llama.InvokeAsync(body, Cancelled);

        Assert.Equal("""{ "prompt":"as it is",  "y":null }""", wire.Request.Body);
        Assert.Equal("""{ "generation" : "H\u0069", "x": [1] }""", System.Text.Encoding.UTF8.GetString(answer.Utf8.Span));
    }
}
