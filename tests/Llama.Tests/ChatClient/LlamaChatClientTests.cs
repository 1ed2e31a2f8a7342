using System.Text.Json;
using Llama.Tests.Client;
using Microsoft.Extensions.AI;
using Shared;

namespace Llama.Tests.ChatClient;

public sealed class LlamaChatClientTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(16, "length")]
    [InlineData(512, "stop")]
    public async Task An_answer_comes_in_one_piece(int limit, string reason)
    {
        await using var emulator = await Emulator.StartAsync();
        using LlamaChatClient chat = new(emulator.Llama);

        var response = await chat.GetResponseAsync("count to 20", new() { MaxOutputTokens = limit }, Cancelled);

        var message = Assert.Single(response.Messages);
        Assert.Equal(ChatRole.Assistant, message.Role);
        Assert.StartsWith("1 2 3", message.Text, StringComparison.Ordinal);
        Assert.Equal(("meta.llama2-13b-chat-v1", new ChatFinishReason(reason)), (response.ModelId, response.FinishReason));
        Assert.Equal(PromptTemplate.Llama2.CountTokens(Emulator.Ask("count to 20")), response.Usage?.InputTokenCount);
        Assert.Equal(Tokenizer.Llama2.Count(message.Text), response.Usage?.OutputTokenCount);
        Assert.Equal(response.Usage?.InputTokenCount + response.Usage?.OutputTokenCount, response.Usage?.TotalTokenCount);
    }

    [Fact]
    public async Task An_answer_comes_piece_by_piece_and_usage_with_its_end()
    {
        await using var emulator = await Emulator.StartAsync();
        using LlamaChatClient chat = new(emulator.Llama);
        List<ChatResponseUpdate> updates = [];

        await foreach (var update in chat.GetStreamingResponseAsync("echo: one two 🦙", cancellationToken: Cancelled))
        {
            updates.Add(update);
        }

        Assert.Equal("one two 🦙", string.Concat(updates.Select(update => update.Text)));
        Assert.All(updates, update => Assert.Equal((ChatRole.Assistant, "meta.llama2-13b-chat-v1"), (update.Role, update.ModelId)));
        Assert.Single(updates.Select(update => (update.MessageId, update.ResponseId)).Distinct());
        Assert.All(updates.SkipLast(1), update => Assert.Null(update.FinishReason));
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
        var usage = Assert.IsType<UsageContent>(Assert.Single(updates[^1].Contents)).Details;
        Assert.Equal(Tokenizer.Llama2.Count("one two 🦙"), usage.OutputTokenCount);
    }

    [Fact]
    public async Task Messages_instructions_and_options_become_the_models_own_request()
    {
        await using WireLlama wire = new(WireServer.Answering(200, """{"generation":"Hi"}"""));
        using LlamaChatClient chat = new(wire.Llama);
        ChatMessage[] messages =
        [
            new(ChatRole.System, "S"),
            new(ChatRole.User, "a"),
            new(ChatRole.Assistant, "b"),
            new(ChatRole.User, [new TextContent("c"), new TextContent("d")]),
        ];

        await chat.GetResponseAsync(
            messages,
            new()
            {
                Instructions = "I",
                Temperature = 0.2f,
                TopP = 0.7f,
                MaxOutputTokens = 9,
            },
            Cancelled
        );

        using var body = JsonDocument.Parse(wire.Request.Body);
        Assert.Equal(
            "[INST] <<SYS>>\nI\n\nS\n<</SYS>>\n\na [/INST] b </s><s>[INST] cd [/INST]",
            body.RootElement.GetProperty("prompt").GetString()
        );
        Assert.Equal("0.2", body.RootElement.GetProperty("temperature").GetRawText());
        Assert.Equal("0.7", body.RootElement.GetProperty("top_p").GetRawText());
        Assert.Equal("9", body.RootElement.GetProperty("max_gen_len").GetRawText());
    }

    [Fact]
    public async Task Every_answer_has_an_id_and_the_metadata_an_address()
    {
        await using var emulator = await Emulator.StartAsync();
        using LlamaChatClient chat = new(emulator.Llama);

        var one = await chat.GetResponseAsync("echo: a", cancellationToken: Cancelled);
        var two = await chat.GetResponseAsync("echo: a", cancellationToken: Cancelled);

        Assert.Equal((one.ResponseId, two.ResponseId), (one.Messages[0].MessageId, two.Messages[0].MessageId));
        Assert.NotEqual(one.ResponseId, two.ResponseId);
        var metadata = Assert.IsType<ChatClientMetadata>(chat.GetService(typeof(ChatClientMetadata)));
        Assert.Equal(("aws.bedrock", "127.0.0.1"), (metadata.ProviderName, metadata.ProviderUri?.Host));
        Assert.Equal("meta.llama2-13b-chat-v1", metadata.DefaultModelId);
    }

    [Fact]
    public void Without_an_endpoint_of_its_own_the_address_is_the_regions()
    {
        using Amazon.BedrockRuntime.AmazonBedrockRuntimeClient bedrock = new(
            new Amazon.Runtime.BasicAWSCredentials("local", "local"),
            new Amazon.BedrockRuntime.AmazonBedrockRuntimeConfig { RegionEndpoint = Amazon.RegionEndpoint.USWest2 }
        );
        LlamaClient llama = new(bedrock, ModelReference.Parse("meta.llama2-13b-chat-v1"));

        Assert.Equal(new Uri("https://bedrock-runtime.us-west-2.amazonaws.com"), llama.Endpoint);
    }

    [Fact]
    public async Task Without_options_the_models_defaults_hold()
    {
        await using WireLlama wire = new(WireServer.Answering(200, """{"generation":"Hi"}"""));
        using LlamaChatClient chat = new(wire.Llama);

        await chat.GetResponseAsync("Hi", cancellationToken: Cancelled);

        Assert.Equal("""{"prompt":"[INST] Hi [/INST]","temperature":0.5,"top_p":0.9,"max_gen_len":512}""", wire.Request.Body);
    }

    [Fact]
    public async Task Stop_sequences_end_the_answer()
    {
        await using var emulator = await Emulator.StartAsync();
        using LlamaChatClient chat = new(emulator.Llama);

        var response = await chat.GetResponseAsync("count to 50", new() { StopSequences = ["", "5 6"] }, Cancelled);

        Assert.Equal(("1 2 3 4 ", ChatFinishReason.Stop), (response.Text, response.FinishReason));
    }

    [Fact]
    public async Task What_a_guardrail_blocked_was_filtered()
    {
        const string Blocked = """{"generation":"Sorry.","amazon-bedrock-guardrailAction":"INTERVENED"}""";
        await using WireLlama whole = new(WireServer.Answering(200, Blocked), guardrail: new("abc123", "1"));
        await using var streamed = WireLlama.Guarded(EventFrame.Chunk(Blocked));
        using LlamaChatClient chat = new(whole.Llama);
        using LlamaChatClient streamingChat = new(streamed.Llama);

        var response = await chat.GetResponseAsync("Hi", cancellationToken: Cancelled);
        var updates = await streamingChat.GetStreamingResponseAsync("Hi", cancellationToken: Cancelled).ToListAsync(Cancelled);

        Assert.Equal(("Sorry.", ChatFinishReason.ContentFilter), (response.Text, response.FinishReason));
        Assert.Equal(["Sorry.", ""], updates.Select(update => update.Text));
        Assert.Equal(ChatFinishReason.ContentFilter, updates[^1].FinishReason);
    }

    [Fact]
    public async Task A_failure_is_the_librarys_own_exception()
    {
        await using WireLlama wire = new(WireServer.Answering(429, """{"message":"slow down"}""", "x-amzn-ErrorType: ThrottlingException"));
        using LlamaChatClient chat = new(wire.Llama);

        var error = await Assert.ThrowsAnyAsync<LlamaException>(() => chat.GetResponseAsync("Hi", cancellationToken: Cancelled));

        Assert.Equal(LlamaError.Throttled, error.Error);
    }

    [Fact]
    public async Task It_gives_what_is_behind_it_and_does_not_dispose_of_it()
    {
        await using var emulator = await Emulator.StartAsync();
        LlamaChatClient chat = new(emulator.Llama);

        var metadata = chat.GetService<ChatClientMetadata>();

        Assert.Equal(("aws.bedrock", "meta.llama2-13b-chat-v1"), (metadata?.ProviderName, metadata?.DefaultModelId));
        Assert.Same(emulator.Llama, chat.GetService<LlamaClient>());
        Assert.Same(chat, chat.GetService<IChatClient>());
        Assert.Same(chat, chat.GetService<LlamaChatClient>());
        Assert.Null(chat.GetService(typeof(LlamaClient), "key"));
        Assert.Null(chat.GetService<string>());
        chat.Dispose();
        Assert.Equal("x", (await emulator.Llama.InvokeAsync(Emulator.Ask("echo: x"), cancellationToken: Cancelled)).Text);
    }
}
