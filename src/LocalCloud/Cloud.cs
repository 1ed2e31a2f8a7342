using System.Net;
using System.Net.Sockets;
using Chat.Configuration;
using Chat.Http;
using Llama;
using LocalCloud.Bedrock;
using LocalCloud.Bedrock.Retrieve;
using LocalCloud.DynamoDB;
using LocalCloud.Gateway;
using LocalCloud.Lambda;
using LocalCloud.Network;
using LocalCloud.Settings;

namespace LocalCloud;

/// <summary>All parts of LocalCloud, started in order and ended in reverse order.</summary>
internal sealed class Cloud : IAsyncDisposable
{
    private readonly BedrockEmulator? _bedrock;
    private readonly ApiGateway? _gateway;

    private Cloud(
        BedrockEmulator? bedrock,
        LocalDynamoDB dynamoDB,
        IReadOnlyDictionary<string, Function> functions,
        FunctionOutput output,
        ApiGateway? gateway
    )
    {
        Output = output;
        _bedrock = bedrock;
        DynamoDB = dynamoDB;
        Functions = functions;
        _gateway = gateway;
    }

    /// <summary>The URL of the API's stage, for example <c>http://127.0.0.1:3000/v1</c>.</summary>
    public Uri Api => _gateway!.Url;

    /// <summary>The Bedrock emulator; null if the functions call AWS.</summary>
    public BedrockEmulator? Bedrock => _bedrock;

    /// <summary>The DynamoDB with the functions' table.</summary>
    public LocalDynamoDB DynamoDB { get; }

    /// <summary>The functions by name.</summary>
    public IReadOnlyDictionary<string, Function> Functions { get; }

    /// <summary>The functions' output.</summary>
    public FunctionOutput Output { get; }

    /// <summary>Completes with the reason if a function cannot start.</summary>
    public Task<string> CannotStart => Task.WhenAny(Functions.Values.Select(function => function.CannotStart)).Unwrap();

    /// <exception cref="UsageException">A port is in use.</exception>
    public static async Task<Cloud> StartAsync(CloudOptions options, IRequestLog log, CancellationToken cancellationToken)
    {
        var backend = await StartBackendAsync(options, cancellationToken);
        try
        {
            var gateway = await OnPortAsync(
                options.Port,
                () => ApiGateway.StartAsync(options, backend.Functions, backend._bedrock, backend.Output, log, cancellationToken)
            );
            return new(backend._bedrock, backend.DynamoDB, backend.Functions, backend.Output, gateway);
        }
        catch
        {
            await backend.DisposeAsync();
            throw;
        }
    }

    /// <summary>Everything but the gateway, for events from files.</summary>
    public static async Task<Cloud> StartBackendAsync(CloudOptions options, CancellationToken cancellationToken)
    {
        // In parallel, because each takes a while.
        var startingDynamoDB = LocalDynamoDB.StartAsync(options, Port(2), cancellationToken);
        var startingBedrock = StartBedrockAsync(options, Port(1), cancellationToken);
        try
        {
            await Task.WhenAll(startingBedrock, startingDynamoDB);
        }
        catch
        {
            await EndStartedAsync(startingBedrock);
            await EndStartedAsync(startingDynamoDB);
            throw;
        }

        var (bedrock, dynamoDB) = (await startingBedrock, await startingDynamoDB);
        FunctionOutput output = new(line => Console.Error.WriteLine(line));
        var functions = ApiRoute
            .All.Select(route => route.Function)
            .Distinct()
            .ToDictionary(name => name, name => new Function(name, options, bedrock, dynamoDB, output));

        return new(bedrock, dynamoDB, functions, output, gateway: null);

        int Port(int offset) => options.Port == 0 ? 0 : options.Port + offset;
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        foreach (var function in Functions.Values)
        {
            await function.DisposeAsync();
        }

        if (_bedrock is not null)
        {
            await _bedrock.DisposeAsync();
        }

        await DynamoDB.DisposeAsync();
    }

    private static async Task<BedrockEmulator?> StartBedrockAsync(CloudOptions options, int port, CancellationToken cancellationToken) =>
        options.Bedrock is BedrockChoice.Aws
            ? null
            : await OnPortAsync(
                port,
                () =>
                    BedrockEmulator.StartAsync(
                        new()
                        {
                            Port = port,
                            TokenDelay = options.TokenDelay,
                            BodyTimeout = options.BodyTimeout,
                            Origins = PageOrigins.Of(options),
                            Tags = options.Tags,
                            Upstream = (options.Bedrock as BedrockChoice.Upstream)?.Url,
                            BehindArns =
                                LlamaModel.Find(options.Environment.GetValueOrDefault(FunctionVariables.BaseModelId, ""))
                                ?? LlamaModel.Llama2Chat13B,
                            KnowledgeFolder = options.Knowledge,
                            KnowledgeBaseId = LocalFunctionEnvironment.KnowledgeBaseId(options) ?? LocalKnowledge.DefaultId,
                        },
                        cancellationToken
                    )
            );

    private static async Task EndStartedAsync<T>(Task<T> start)
        where T : IAsyncDisposable?
    {
        if (start.IsCompletedSuccessfully && await start is { } started)
        {
            await started.DisposeAsync();
        }
    }

    private static async Task<T> OnPortAsync<T>(int port, Func<Task<T>> start)
    {
        try
        {
            return await start();
        }
        catch (IOException inUse) when (inUse.InnerException is not null)
        {
            throw new UsageException($"port {port} is in use; choose another with --port.", inUse);
        }
        catch (SocketException refused)
        {
            throw new UsageException($"port {port} cannot be opened on {IPAddress.Loopback}: {refused.Message}", refused);
        }
    }
}
