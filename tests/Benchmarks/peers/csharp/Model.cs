using System.Text;
using System.Text.Json;
using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;

namespace Peer;

internal sealed record Generation(string Text, string? StopReason, Usage Usage);

/// <summary>Llama 2 on Bedrock.</summary>
internal sealed class Model(IAmazonBedrockRuntime bedrock)
{
    private static readonly decimal _inputPrice = Price("INPUT_PRICE_PER_1K", 0.00075m);
    private static readonly decimal _outputPrice = Price("OUTPUT_PRICE_PER_1K", 0.001m);

    public static string Id { get; } = Variable("MODEL_ID", "meta.llama2-13b-chat-v1");

    public static string Region { get; } = Variable("AWS_REGION", "us-east-1");

    public async Task<Generation> InvokeAsync(Asked asked)
    {
        var response = await bedrock.InvokeModelAsync(
            new()
            {
                ModelId = Id,
                ContentType = "application/json",
                Accept = "application/json",
                Body = Body(asked),
            }
        );
        var all = JsonSerializer.Deserialize(response.Body, PeerJson.Default.Generated)!;

        return new(all.Generation ?? "", all.StopReason, UsageOf(all.PromptTokenCount!.Value, all.GenerationTokenCount!.Value));
    }

    /// <summary>Calls <paramref name="onText"/> with each piece, and returns the whole.</summary>
    public async Task<Generation> StreamAsync(Asked asked, Func<string, Task> onText)
    {
        using var response = await bedrock.InvokeModelWithResponseStreamAsync(
            new()
            {
                ModelId = Id,
                ContentType = "application/json",
                Accept = "application/json",
                Body = Body(asked),
            }
        );
        StringBuilder text = new();
        var (prompted, completed, reason) = (0, 0, (string?)null);
        await foreach (var received in response.Body)
        {
            if (received is not PayloadPart { Bytes: { } bytes })
            {
                continue;
            }

            var chunk = JsonSerializer.Deserialize(bytes, PeerJson.Default.Generated)!;
            prompted = chunk.PromptTokenCount ?? prompted;
            completed = chunk.GenerationTokenCount ?? completed;
            reason = chunk.StopReason ?? reason;
            if (chunk.Generation is { Length: > 0 } piece)
            {
                text.Append(piece);
                await onText(piece);
            }
        }

        return reason is null
            ? throw new InvalidDataException("The stream from the model broke.")
            : new(text.ToString(), reason, UsageOf(prompted, completed));
    }

    private static MemoryStream Body(Asked asked) => new(JsonSerializer.SerializeToUtf8Bytes(asked, PeerJson.Default.Asked));

    private static Usage UsageOf(int prompted, int completed) =>
        new(prompted, completed, prompted + completed, ((prompted * _inputPrice) + (completed * _outputPrice)) / 1000);

    private static string Variable(string name, string otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : otherwise;

    private static decimal Price(string name, decimal otherwise) =>
        decimal.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : otherwise;
}
