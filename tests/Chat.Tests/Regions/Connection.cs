using Chat.Aws;
using Chat.Configuration;
using Llama;
using LocalCloud.Bedrock;
using Shared;

namespace Chat.Tests.Regions;

/// <summary>The functions' own way to Bedrock, with the laptop's Bedrock at its end.</summary>
internal sealed class Connection(BedrockEmulator bedrock, IReadOnlyList<string> regions, string model) : IAsyncDisposable
{
    public const string East = "us-east-1";
    public const string West = "us-west-2";

    public BedrockEmulator Bedrock => bedrock;

    private static Dialog Dialog => new(null, [new("echo: here")]);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<Connection> StartAsync(IReadOnlyList<string> regions, string model = "meta.llama2-13b-chat-v1") =>
        new(await BedrockEmulator.StartAsync(new() { TokenDelay = TimeSpan.Zero }, Cancelled), regions, model);

    public async Task<Llama.Completion> InvokeAsync() =>
        await Open().InvokeAsync(Dialog, InferenceParameters.Default, [], _ => null, new(), Cancelled);

    public async Task<IReadOnlyList<ChatEvent>> StreamAsync() =>
        await Open().StreamAsync(Dialog, InferenceParameters.Default, [], _ => null, new(), Cancelled).ToListAsync(Cancelled);

    /// <summary>The regions that were asked, in order, once there are so many.</summary>
    public async Task<IReadOnlyList<string?>> CallsAsync(int count)
    {
        while (bedrock.Journal.Invocations.Count < count)
        {
            await Task.Delay(10, Cancelled);
        }

        return [.. bedrock.Journal.Invocations.OrderBy(invocation => invocation.At).Select(invocation => invocation.Region)];
    }

    public ValueTask DisposeAsync() => bedrock.DisposeAsync();

    private BedrockConnection Open()
    {
        Dictionary<string, string> environment = new()
        {
            ["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"] = bedrock.Url.ToString(),
            ["AWS_ACCESS_KEY_ID"] = "local",
            ["AWS_SECRET_ACCESS_KEY"] = "local",
            ["STAGE"] = "dev",
            ["MODEL_ID"] = model,
            ["MODEL_REGIONS"] = string.Join(',', regions),
        };

        return new(environment, ChatSettings.Bind(environment), HurriedTime.Pauses);
    }
}
