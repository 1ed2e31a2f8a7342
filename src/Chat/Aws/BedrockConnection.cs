using Amazon.BedrockRuntime;
using Chat.Configuration;
using Llama;

namespace Chat.Aws;

/// <summary>The way to the model, opened at its first use and kept for the life of the instance.</summary>
internal sealed class BedrockConnection
{
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly Lazy<LlamaClient> _llama;
    private readonly ModelReference _model;
    private readonly TimeProvider _time;

    public BedrockConnection(IReadOnlyDictionary<string, string> environment, ChatSettings settings)
        : this(environment, settings, TimeProvider.System) { }

    public BedrockConnection(IReadOnlyDictionary<string, string> environment, ChatSettings settings, TimeProvider time)
    {
        PreferredRegion = settings.Regions[0];
        _environment = environment;
        _model = settings.Model;
        _time = time;
        _llama = new(() =>
            new(
                [.. settings.Regions.Select(region => new BedrockRegion(region, () => Connect(environment, region)))],
                settings.Model,
                settings.Guardrail,
                time
            )
        );
    }

    /// <summary>The region that is asked first.</summary>
    public string PreferredRegion { get; }

    /// <summary>The connection to another of the models.</summary>
    public BedrockConnection For(ChatSettings served) => served.Model == _model ? this : new(_environment, served, _time);

    /// <summary>The model with its own bodies.</summary>
    public LlamaClient Llama => _llama.Value;

    /// <summary>The answer to a dialog in one piece. Where the model refuses its length, a shorter one is sent.</summary>
    public Task<Completion> InvokeAsync(
        Dialog dialog,
        InferenceParameters parameters,
        IReadOnlyList<string> stop,
        Func<int, Dialog?> shorter,
        ModelCalls calls,
        CancellationToken cancellationToken
    ) => Llama.CountedBy(calls).InvokeAsync(dialog, parameters, stop, shorter, cancellationToken);

    /// <summary>The answer to a dialog piece by piece. Where the model refuses its length, a shorter one is sent.</summary>
    public IAsyncEnumerable<ChatEvent> StreamAsync(
        Dialog dialog,
        InferenceParameters parameters,
        IReadOnlyList<string> stop,
        Func<int, Dialog?> shorter,
        ModelCalls calls,
        CancellationToken cancellationToken
    ) => Llama.CountedBy(calls).StreamAsync(dialog, parameters, stop, shorter, cancellationToken);

    private static QuickStartBedrock Connect(IReadOnlyDictionary<string, string> environment, string region)
    {
        // The library goes to another region, or back to this one, itself; two kinds of retries would multiply.
        AmazonBedrockRuntimeConfig config = new() { HttpClientFactory = new ServiceHttp(Timeout.InfiniteTimeSpan), MaxErrorRetry = 0 };
        AwsEndpoint.Set(config, environment, "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", region);

        return LambdaCredentials.From(environment) is { } credentials ? new(credentials, config) : new(config);
    }
}
