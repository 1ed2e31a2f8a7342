using LocalCloud.Bedrock.Faults;
using LocalCloud.Bedrock.InvokeModel;
using LocalCloud.Bedrock.Journal;
using LocalCloud.Bedrock.Models;
using LocalCloud.Bedrock.Retrieve;
using LocalCloud.Bedrock.Wire;
using LocalCloud.Network;

namespace LocalCloud.Bedrock;

/// <summary>
/// Emulates Bedrock Runtime, and Retrieve of Bedrock's agent runtime, on loopback in Bedrock's wire format, for any AWS SDK.
/// </summary>
internal sealed class BedrockEmulator : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IDisposable? _upstream;

    private BedrockEmulator(WebApplication app, BedrockEmulatorOptions options)
    {
        var upstream = options.Upstream is { } url ? new OpenAIUpstream(url) : null;
        Knowledge = new(options.KnowledgeBaseId, options.KnowledgeFolder);
        InvokeModelEndpoint endpoint = new(
            new SigV4(options.AccessKey, options.SecretKey, options.Time),
            new ModelDirectory(options.BehindArns, options.Time),
            upstream is null ? new ScriptedModel(options.TokenDelay, options.Time) : upstream,
            new RetrieveEndpoint(Knowledge, Faults, options.Time),
            Faults,
            Journal,
            options.Tags,
            options.Time,
            options.BodyTimeout,
            app.Lifetime.ApplicationStopping
        );

        app.Map("/faults", faults => faults.Run(new FaultsEndpoint(Faults).HandleAsync));
        app.Run(endpoint.HandleAsync);
        (_app, _upstream) = (app, upstream);
    }

    public Uri Url => _app.BoundUrl();

    public LocalKnowledge Knowledge { get; }

    public FaultRules Faults { get; } = new();

    public InvocationJournal Journal { get; } = new();

    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<BedrockEmulator> StartAsync(BedrockEmulatorOptions options, CancellationToken cancellationToken)
    {
        BedrockEmulator emulator = new(
            Loopback.Create(options.Port, listen => listen.UseHttp2ByPriorKnowledge(), options.Origins),
            options
        );
        try
        {
            await emulator._app.StartAsync(cancellationToken);
            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _upstream?.Dispose();
    }
}
