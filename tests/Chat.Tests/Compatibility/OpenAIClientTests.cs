using System.ClientModel;
using OpenAI;
using OpenAI.Chat;

namespace Chat.Tests.Compatibility;

public class OpenAIClientTests(LocalCloudFixture cloud)
{
    [Fact]
    public async Task OpenAIs_own_client_reads_a_whole_answer()
    {
        ChatCompletion answer = await Client.CompleteChatAsync(
            [new SystemChatMessage("Be brief."), new UserChatMessage("count to 5")],
            new()
            {
                MaxOutputTokenCount = 64,
                Temperature = 0.2f,
                StopSequences = { " 4" },
            },
            TestContext.Current.CancellationToken
        );

        Assert.Equal("1 2 3", answer.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.True(answer.Usage.InputTokenCount > 5 && answer.Usage.OutputTokenCount > 5);
    }

    [Fact]
    public async Task OpenAIs_own_client_reads_a_stream()
    {
        var text = "";
        ChatFinishReason? finish = null;
        ChatTokenUsage? usage = null;
        await foreach (
            var update in Client.CompleteChatStreamingAsync(
                [new UserChatMessage("count to 5")],
                cancellationToken: TestContext.Current.CancellationToken
            )
        )
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            finish = update.FinishReason ?? finish;
            usage = update.Usage ?? usage;
        }

        Assert.Equal(("1 2 3 4 5", ChatFinishReason.Stop), (text, finish));
        Assert.True(usage?.OutputTokenCount > 5);
    }

    [Fact]
    public async Task OpenAIs_own_client_reads_an_error()
    {
        var refused = await Assert.ThrowsAsync<ClientResultException>(async () =>
            await Client.CompleteChatAsync(
                [new UserChatMessage("Hello")],
                new() { Temperature = 1.5f },
                TestContext.Current.CancellationToken
            )
        );

        Assert.Equal(400, refused.Status);
        Assert.Contains("invalid_request", refused.Message, StringComparison.Ordinal);
        Assert.Contains("temperature is 1.5; expected 0 to 1", refused.Message, StringComparison.Ordinal);
    }

    private ChatClient Client =>
        new("meta.llama2-13b-chat-v1", new ApiKeyCredential("ada"), new OpenAIClientOptions { Endpoint = cloud.Cloud.Api });
}
