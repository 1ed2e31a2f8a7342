using Llama.Tests.Client;
using Microsoft.Extensions.AI;
using Shared;

namespace Llama.Tests.ChatClient;

/// <summary>What the model cannot do is refused before anything is sent.</summary>
public sealed class RefusedOptionsTests
{
    public static TheoryData<string, string, ChatOptions> Options =>
        new()
        {
            {
                "tools",
                "tools: the model has none.",
                new() { Tools = [AIFunctionFactory.Create(() => "x", "tool", serializerOptions: ToolJson.Default.Options)] }
            },
            {
                "response_format",
                "response_format: the model answers text only.",
                new() { ResponseFormat = ChatResponseFormat.Json }
            },
            {
                "temperature",
                "temperature is 1.5; expected 0 to 1.",
                new() { Temperature = 1.5f }
            },
            {
                "temperature",
                "temperature is NaN; expected 0 to 1.",
                new() { Temperature = float.NaN }
            },
            {
                "top_p",
                "top_p is -0.1; expected 0 to 1.",
                new() { TopP = -0.1f }
            },
            {
                "top_p",
                "top_p is Infinity; expected 0 to 1.",
                new() { TopP = float.PositiveInfinity }
            },
            {
                "max_gen_len",
                "max_gen_len is 4096; expected 1 to 2048.",
                new() { MaxOutputTokens = 4096 }
            },
        };

    [Theory]
    [MemberData(nameof(Options), DisableDiscoveryEnumeration = true)]
    public async Task Options_are_refused_by_name(string name, string message, ChatOptions options)
    {
        var error = await RefusedAsync([new(ChatRole.User, "Hi")], options);

        Assert.Equal((LlamaError.Invalid, name, message), (error.Error, error.Parameter, error.Message));
    }

    [Fact]
    public async Task Images_are_refused()
    {
        var error = await RefusedAsync([
            new(ChatRole.User, [new TextContent("What is it?"), new DataContent(new byte[] { 1 }, "image/png")]),
        ]);

        Assert.Equal(("contents", "contents is DataContent; expected text only."), (error.Parameter, error.Message));
    }

    [Fact]
    public async Task Other_roles_are_refused()
    {
        var error = await RefusedAsync([new(ChatRole.User, "Hi"), new(ChatRole.Tool, "42"), new(ChatRole.User, "?")]);

        Assert.Equal(("role", "role is tool; expected system, user or assistant."), (error.Parameter, error.Message));
    }

    [Fact]
    public async Task A_dialog_that_the_user_does_not_end_is_refused()
    {
        var error = await RefusedAsync([new(ChatRole.User, "Hi"), new(ChatRole.Assistant, "Hello")]);

        Assert.Equal("messages", error.Parameter);
    }

    [Fact]
    public async Task Text_may_be_asked_for_and_no_tools_be_offered()
    {
        await using var emulator = await Emulator.StartAsync();
        using LlamaChatClient chat = new(emulator.Llama);

        var response = await chat.GetResponseAsync(
            "echo: x",
            new() { Tools = [], ResponseFormat = ChatResponseFormat.Text },
            TestContext.Current.CancellationToken
        );

        Assert.Equal("x", response.Text);
    }

    private static async Task<LlamaException> RefusedAsync(ChatMessage[] messages, ChatOptions? options = null)
    {
        await using WireLlama wire = new(WireServer.Answering(200, """{"generation":"Hi"}"""));
        using LlamaChatClient chat = new(wire.Llama);

        var streamed = await Assert.ThrowsAsync<LlamaException>(async () =>
            await chat.GetStreamingResponseAsync(messages, options, TestContext.Current.CancellationToken)
                .GetAsyncEnumerator()
                .MoveNextAsync()
        );
        var whole = await Assert.ThrowsAsync<LlamaException>(() =>
            chat.GetResponseAsync(messages, options, TestContext.Current.CancellationToken)
        );

        Assert.Equal(whole.Message, streamed.Message);
        Assert.Empty(wire.Requests);
        return whole;
    }
}
