using System.Collections.Concurrent;
using Amazon.BedrockRuntime;
using Llama.Tests.Client;
using LocalCloud.Bedrock;
using LocalCloud.Bedrock.Faults;
using Shared;

namespace Llama.Tests.Regions;

/// <summary>The laptop's Bedrock in several regions, which it tells apart by their signatures, and one client for all.</summary>
internal sealed class Regions : IAsyncDisposable
{
    public const string East = "us-east-1";
    public const string West = "us-west-2";

    private readonly BedrockEmulator _bedrock;
    private readonly ConcurrentBag<AmazonBedrockRuntimeClient> _connected = [];

    private Regions(BedrockEmulator bedrock, IReadOnlyList<string> names, string model, TimeProvider? time)
    {
        _bedrock = bedrock;
        Llama = new([.. names.Select(name => new BedrockRegion(name, () => Connect(name)))], ModelReference.Parse(model), time: time);
    }

    public LlamaClient Llama { get; }

    public FaultRules Faults => _bedrock.Faults;

    /// <summary>The clients that were made.</summary>
    public int Connected => _connected.Count;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<Regions> StartAsync(
        IReadOnlyList<string>? names = null,
        string model = "meta.llama2-13b-chat-v1",
        TimeProvider? time = null
    ) => new(await BedrockEmulator.StartAsync(new() { TokenDelay = TimeSpan.Zero }, Cancelled), names ?? [East, West], model, time);

    /// <summary>The regions that were asked, in order. Calls whose client left first are written down last.</summary>
    public async Task<IReadOnlyList<string?>> CallsAsync(int count)
    {
        while (_bedrock.Journal.Invocations.Count < count)
        {
            await Task.Delay(10, Cancelled);
        }

        return [.. _bedrock.Journal.Invocations.OrderBy(invocation => invocation.At).Select(invocation => invocation.Region)];
    }

    public Task<Completion> InvokeAsync(CancellationToken? cancellationToken = null) =>
        Llama.InvokeAsync(Emulator.Ask("echo: here"), cancellationToken: cancellationToken ?? Cancelled);

    public Task<Heard> StreamAsync() => Heard.ListenAsync(Llama.StreamAsync(Emulator.Ask("echo: here"), cancellationToken: Cancelled));

    /// <summary>Asks in either way, and gives the failure if there is one.</summary>
    public async Task<(string? Text, string? Region, LlamaException? Error)> AskAsync(bool stream)
    {
        if (stream)
        {
            var heard = await StreamAsync();

            return (heard.Error is null ? heard.Text : null, heard.Completed?.Region, heard.Error);
        }

        try
        {
            var answer = await InvokeAsync();

            return (answer.Text, answer.Region, null);
        }
        catch (LlamaException error)
        {
            return (null, null, error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _connected)
        {
            client.Dispose();
        }

        await _bedrock.DisposeAsync();
    }

    private AmazonBedrockRuntimeClient Connect(string region)
    {
        var client = LoopbackBedrock.Client(_bedrock.Url.ToString(), region: region);
        _connected.Add(client);

        return client;
    }
}
