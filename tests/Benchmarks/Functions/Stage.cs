using System.Text;
using LocalCloud.Bedrock;
using LocalCloud.DynamoDB;
using LocalCloud.Network;
using LocalCloud.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Benchmarks.Functions;

/// <summary>What all functions run against: one Bedrock emulator, one DynamoDB, each behind a clock.</summary>
internal sealed class Stage : IAsyncDisposable
{
    /// <summary>What the floor's endpoint says.</summary>
    public const string FloorAnswer = """{"generation":"Hello.","prompt_token_count":10,"generation_token_count":3,"stop_reason":"stop"}""";

    private static readonly byte[] _floorAnswer = Encoding.UTF8.GetBytes(FloorAnswer);

    private readonly BedrockEmulator _emulator;
    private readonly LocalDynamoDB _dynamoDB;
    private readonly WebApplication _unsigned;
    private readonly BackendProxy _floor;
    private readonly TlsFront _tls;

    private Stage(
        BedrockEmulator emulator,
        LocalDynamoDB dynamoDB,
        WebApplication unsigned,
        BackendProxy bedrock,
        BackendProxy table,
        BackendProxy floor,
        TlsFront tls
    )
    {
        (_emulator, _dynamoDB, _unsigned) = (emulator, dynamoDB, unsigned);
        (Bedrock, Table, _floor, _tls) = (bedrock, table, floor, tls);
    }

    public static CloudOptions Options { get; } = new() { DynamoDB = new DynamoDBChoice.InMemory() };

    public BackendProxy Bedrock { get; }

    public BackendProxy Table { get; }

    /// <summary>DynamoDB itself, for preparing data.</summary>
    public Uri DynamoDB => _dynamoDB.Url;

    /// <param name="tokenDelay">How long the model takes for a token.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Stage> StartAsync(TimeSpan tokenDelay, CancellationToken cancellationToken)
    {
        var dynamoDB = await LocalDynamoDB.StartAsync(Options, port: 0, cancellationToken);
        var emulator = await BedrockEmulator.StartAsync(new() { TokenDelay = tokenDelay }, cancellationToken);
        var unsigned = Loopback.Create(port: 0);
        unsigned.Run(AnswerUnsignedAsync);
        await unsigned.StartAsync(cancellationToken);

        return new(
            emulator,
            dynamoDB,
            unsigned,
            await BackendProxy.StartAsync(emulator.Url),
            await BackendProxy.StartAsync(dynamoDB.Url),
            await BackendProxy.StartAsync(unsigned.BoundUrl()),
            await TlsFront.StartAsync(emulator.Url, dynamoDB.Url)
        );
    }

    /// <summary>The variables that a function of ours, or a peer, finds in Lambda.</summary>
    /// <param name="job">Which function.</param>
    /// <param name="overTls">Whether its backends are behind TLS, as AWS's are; else plain HTTP.</param>
    public IReadOnlyDictionary<string, string> VariablesFor(Job job, bool overTls = false)
    {
        var function = job == Job.Completion ? "completions" : "messages";
        var (bedrock, table) = overTls ? (_tls.Bedrock, _tls.Table) : (Bedrock, Table);
        var variables = LocalFunctionEnvironment.Of(Options, function, $"{function}-benchmark", bedrock.Url, table.Url);
        variables["FLOOR_URL"] = _floor.Url.ToString();
        foreach (var (name, value) in overTls ? _tls.Trust : [])
        {
            variables[name] = value;
        }

        return variables;
    }

    /// <summary>The calls of all functions since the last time: those to a model, and those to the table.</summary>
    public (IReadOnlyList<BackendCall> Model, IReadOnlyList<BackendCall> Table) TakeCalls() =>
        ([.. Bedrock.Take(), .. _tls.Bedrock.Take(), .. _floor.Take()], [.. Table.Take(), .. _tls.Table.Take()]);

    public async ValueTask DisposeAsync()
    {
        await Bedrock.DisposeAsync();
        await Table.DisposeAsync();
        await _floor.DisposeAsync();
        await _tls.DisposeAsync();
        await _unsigned.DisposeAsync();
        await _emulator.DisposeAsync();
        await _dynamoDB.DisposeAsync();
    }

    private static async Task AnswerUnsignedAsync(HttpContext http)
    {
        await http.Request.Body.CopyToAsync(Stream.Null);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = _floorAnswer.Length;
        await http.Response.Body.WriteAsync(_floorAnswer);
    }
}
