namespace LocalCloud.Tests.Bedrock;

public sealed class PythonSdkTests
{
    [Theory]
    [InlineData(SignedClient.Llama)]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:imported-model/0123456789ab")]
    public async Task Boto3_gets_the_answer_whole_and_in_chunks(string modelId)
    {
        await using var emulator = await TestEmulator.StartAsync();

        var result = await OtherSdk.PythonAsync(emulator.Url, modelId, secret: "local");

        Assert.Equal("1 2 3 4 5", (string?)result["answer"]!["generation"]);
        Assert.Equal("1 2 3 4 5", string.Concat(result["chunks"]!.AsArray().Select(chunk => (string?)chunk!["generation"])));
        Assert.Equal(result["answer"]!["prompt_token_count"]!.ToString(), (string?)result["input_tokens"]);
    }

    [Fact]
    public async Task Boto3_with_a_wrong_secret_is_refused()
    {
        await using var emulator = await TestEmulator.StartAsync();

        var result = await OtherSdk.PythonAsync(emulator.Url, SignedClient.Llama, secret: "guessed");

        Assert.Equal("InvalidSignatureException", (string?)result["error"]);
    }
}
