using Amazon.BedrockRuntime;
using LocalCloud.Bedrock;
using LocalCloud.Bedrock.Faults;
using LocalCloud.Bedrock.Journal;
using Shared;

namespace Llama.Tests.Client;

/// <summary>The laptop's Bedrock with a client for it.</summary>
internal sealed class Emulator(BedrockEmulator bedrock, AmazonBedrockRuntimeClient sdk, string model) : IAsyncDisposable
{
    public LlamaClient Llama { get; } = new(sdk, ModelReference.Parse(model));

    public InvocationJournal Journal => bedrock.Journal;

    public static async Task<Emulator> StartAsync(
        TimeSpan tokenDelay = default,
        FaultRule? fault = null,
        string secret = "local",
        string model = "meta.llama2-13b-chat-v1"
    )
    {
        var bedrock = await BedrockEmulator.StartAsync(new() { TokenDelay = tokenDelay }, TestContext.Current.CancellationToken);
        if (fault is not null)
        {
            bedrock.Faults.Add(fault);
        }

        return new(bedrock, LoopbackBedrock.Client(bedrock.Url.ToString(), secret: secret), model);
    }

    public static Dialog Ask(string message) => new(null, [new(message)]);

    public async ValueTask DisposeAsync()
    {
        sdk.Dispose();
        await bedrock.DisposeAsync();
    }
}
