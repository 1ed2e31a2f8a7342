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
                "tool_choice",
                "tool_choice: the model has no tools.",
                new() { ToolMode = ChatToolMode.RequireAny }
            },
            {
                "frequency_penalty",
                "frequency_penalty: is not supported by this model.",
                new() { FrequencyPenalty = 0.1f }
            },
            {
                "presence_penalty",
                "presence_penalty: is not supported by this model.",
                new() { PresencePenalty = -1 }
            },
            {
                "seed",
                "seed: is not supported by this model.",
                new() { Seed = 7 }
            },
            {
                "top_k",
                "top_k: is not supported by this model.",
                new() { TopK = 40 }
            },
            {
                "model",
                "model: this client invokes meta.llama2-13b-chat-v1 only.",
                new() { ModelId = "gpt-4o" }
            },
            {
                "conversation_id",
                "conversation_id: the client keeps no conversations; send the messages.",
                new() { ConversationId = "c1" }
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
    public async Task No_messages_are_refused()
    {
        var error = await RefusedAsync([]);

        Assert.Equal("messages", error.Parameter);
    }

    [Fact]
    public async Task A_refusal_is_an_exception_of_its_own_type() => Assert.IsType<LlamaInvalidException>(await RefusedAsync([]));

    [Fact]
    public async Task Options_without_effect_are_accepted()
    {
        await using var emulator = await Emulator.StartAsync();
        using LlamaChatClient chat = new(emulator.Llama);

        var response = await chat.GetResponseAsync(
            "echo: x",
            new()
            {
                Tools = [],
                ToolMode = ChatToolMode.None,
                ResponseFormat = ChatResponseFormat.Text,
                FrequencyPenalty = 0,
                PresencePenalty = 0,
                ModelId = "meta.llama2-13b-chat-v1",
                AdditionalProperties = new() { ["tag"] = "a" },
            },
            TestContext.Current.CancellationToken
        );

        Assert.Equal("x", response.Text);
    }

    private static async Task<LlamaException> RefusedAsync(ChatMessage[] messages, ChatOptions? options = null)
    {
        await using WireLlama wire = new(WireServer.Answering(200, """{"generation":"Hi"}"""));
        using LlamaChatClient chat = new(wire.Llama);

        var streamed = await Assert.ThrowsAnyAsync<LlamaException>(async () =>
            await chat.GetStreamingResponseAsync(messages, options, TestContext.Current.CancellationToken)
                .GetAsyncEnumerator()
                .MoveNextAsync()
        );
        var whole = await Assert.ThrowsAnyAsync<LlamaException>(() =>
            chat.GetResponseAsync(messages, options, TestContext.Current.CancellationToken)
        );

        Assert.Equal(whole.Message, streamed.Message);
        Assert.Empty(wire.Requests);
        return whole;
    }
}
