using System.Text.Json.Nodes;
using Chat.Tests.Conversations;
using Shared;

namespace Chat.Tests.Metering;

/// <summary>A cloud in which an owner has a fifth of a cent a day.</summary>
public sealed class LimitedCloud : IAsyncLifetime
{
    public const decimal DailyUsd = 0.002m;

    private LocalCloudFixture? _cloud;

    internal LocalCloudFixture Cloud => _cloud!;

    public async ValueTask InitializeAsync() =>
        _cloud = await LocalCloudFixture.StartAsync(
            new()
            {
                Environment = new Dictionary<string, string> { ["DAILY_BUDGET_USD"] = "0.002", ["CONCURRENCY_LIMIT"] = "3" },
                TokenDelay = TimeSpan.Zero,
            }
        );

    public ValueTask DisposeAsync() => Cloud.DisposeAsync();
}

/// <summary>The ways to an answer, and what GET /usage tells after it.</summary>
internal static class MeteredCalls
{
    public static TheoryData<string> All =>
        ["chat", "chat-streamed", "chat-stop", "invoke", "invoke-streamed", "message", "message-streamed"];

    /// <summary>The answer, read to its end.</summary>
    public static async Task<HttpResponseMessage> AskAsync(this Owner owner, string call, string content, int maxGenLen = 100)
    {
        var quoted = Answers.Quoted(content);
        var chat = $"\"max_tokens\":{maxGenLen}";
        var answer = call switch
        {
            "chat" => await owner.SendAsync(HttpMethod.Post, "chat/completions", Answers.ChatBody(content, chat)),
            "chat-streamed" => await owner.SendAsync(
                HttpMethod.Post,
                "chat/completions",
                Answers.ChatBody(content, $"{chat},\"stream\":true")
            ),
            "chat-stop" => await owner.SendAsync(
                HttpMethod.Post,
                "chat/completions",
                Answers.ChatBody(content, $"{chat},\"stop\":\"never\"")
            ),
            "invoke" => await owner.SendAsync(HttpMethod.Post, "invoke", $$"""{"prompt":{{quoted}},"max_gen_len":{{maxGenLen}}}"""),
            "invoke-streamed" => await owner.SendAsync(
                HttpMethod.Post,
                "invoke",
                $$"""{"prompt":{{quoted}},"max_gen_len":{{maxGenLen}}}""",
                "text/event-stream"
            ),
            _ => await owner.PostAsync(
                await owner.CreateAsync(),
                $$"""{"content":{{quoted}},"parameters":{"max_gen_len":{{maxGenLen}} } }""",
                call == "message" ? "*/*" : "text/event-stream"
            ),
        };
        await answer.Content.LoadIntoBufferAsync(TestContext.Current.CancellationToken);

        return answer;
    }

    public static async Task<(decimal Spent, decimal Reserved, decimal Remaining)> BudgetAsync(this Owner owner)
    {
        var budget = (await owner.GetAsync("usage"))["budget"]!;

        return (budget.Usd("spent_usd"), budget.Usd("reserved_usd"), budget.Usd("remaining_usd"));
    }

    public static decimal Usd(this JsonNode node, string name) => node[name]!.GetValue<decimal>();

    /// <summary>What the emulator says it billed for the calls since.</summary>
    public static (int Prompt, int Completion) Billed(this LocalCloudFixture cloud, int since)
    {
        var calls = cloud.Cloud.Bedrock!.Journal.Invocations.Skip(since).ToList();

        return (calls.Sum(call => call.PromptTokenCount ?? 0), calls.Sum(call => call.GenerationTokenCount ?? 0));
    }
}
