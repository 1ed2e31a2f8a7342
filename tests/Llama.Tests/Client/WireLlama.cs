using Amazon.BedrockRuntime;
using Shared;

namespace Llama.Tests.Client;

/// <summary>A server that speaks the wire format byte by byte, with a client for it.</summary>
internal sealed class WireLlama(WireServer server, TimeSpan? timeout = null, Guardrail? guardrail = null) : IAsyncDisposable
{
    private readonly AmazonBedrockRuntimeClient _sdk = LoopbackBedrock.Client(server.Url, timeout: timeout);

    public LlamaClient Llama => new(_sdk, ModelReference.OnDemand(LlamaModel.Llama2Chat13B), guardrail);

    public IReadOnlyCollection<WireRequest> Requests => server.Requests;

    public WireRequest Request => Assert.Single(Requests);

    public static WireLlama Chunks(params string[] json) => new(WireServer.Streaming([.. json.Select(EventFrame.Chunk)]));

    public static WireLlama Guarded(params byte[][] frames) => new(WireServer.Streaming(frames), guardrail: new("abc123", "7"));

    public Task<Heard> StreamAsync(IReadOnlyList<string>? stop = null) =>
        Heard.ListenAsync(Llama.StreamAsync(new(null, [new("Hi")]), stop: stop, cancellationToken: TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        _sdk.Dispose();
        await server.DisposeAsync();
    }
}
