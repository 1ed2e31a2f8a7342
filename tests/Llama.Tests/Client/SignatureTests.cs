namespace Llama.Tests.Client;

/// <summary>The emulator signs each request again and compares.</summary>
public sealed class SignatureTests
{
    private const string Arn = "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghij12";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("meta.llama2-13b-chat-v1")]
    [InlineData(Arn)]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:imported-model/abcdefghij12")]
    public async Task A_request_signed_with_the_right_secret_is_answered(string model)
    {
        await using var emulator = await Emulator.StartAsync(model: model);

        var whole = await emulator.Llama.InvokeAsync(Emulator.Ask("echo: äöü"), cancellationToken: Cancelled);
        var streamed = await Heard.ListenAsync(emulator.Llama.StreamAsync(Emulator.Ask("echo: äöü"), cancellationToken: Cancelled));

        Assert.Equal(("äöü", "äöü"), (whole.Text, streamed.Text));
        Assert.All(emulator.Journal.Invocations, invocation => Assert.Equal((model, "us-east-1"), (invocation.ModelId, invocation.Region)));
    }

    [Theory]
    [InlineData("meta.llama2-13b-chat-v1")]
    [InlineData(Arn)]
    public async Task A_request_signed_with_another_secret_is_denied(string model)
    {
        await using var emulator = await Emulator.StartAsync(secret: "wrong", model: model);

        var whole = await Assert.ThrowsAnyAsync<LlamaException>(() =>
            emulator.Llama.InvokeAsync(Emulator.Ask("Hi"), cancellationToken: Cancelled)
        );
        var streamed = await Heard.ListenAsync(emulator.Llama.StreamAsync(Emulator.Ask("Hi"), cancellationToken: Cancelled));

        Assert.Equal((LlamaError.AccessDenied, LlamaError.AccessDenied), (whole.Error, streamed.Error!.Error));
        var invocation = await emulator.Journal.WhenAsync(_ => true, Cancelled);
        Assert.Equal((403, "InvalidSignatureException"), (invocation.Status, invocation.ErrorType));
    }
}
