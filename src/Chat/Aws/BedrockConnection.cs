using Amazon.BedrockRuntime;
using Chat.Configuration;
using Llama;

namespace Chat.Aws;

/// <summary>The connection to the model, opened on first use and kept for the life of the instance.</summary>
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

    /// <summary>The region that is called first.</summary>
    public string PreferredRegion { get; }

    /// <summary>The connection to another of the offered models.</summary>
    public BedrockConnection For(ChatSettings served) => served.Model == _model ? this : new(_environment, served, _time);

    /// <summary>The client for requests in the model's own format.</summary>
    public LlamaClient Llama => _llama.Value;

    /// <summary>Answers a dialog as a whole. If the model refuses it as too long, sends a shorter one.</summary>
    public Task<Completion> InvokeAsync(
        Dialog dialog,
        InferenceParameters parameters,
        IReadOnlyList<string> stop,
        Func<int, Dialog?> shorter,
        ModelCalls calls,
        CancellationToken cancellationToken
    ) => Llama.CountedBy(calls).InvokeAsync(dialog, parameters, stop, shorter, cancellationToken);

    /// <summary>Completes a raw prompt and returns the whole answer.</summary>
    public Task<Completion> InvokeAsync(
        string prompt,
        InferenceParameters parameters,
        IReadOnlyList<string> stop,
        ModelCalls calls,
        CancellationToken cancellationToken
    ) => Llama.CountedBy(calls).InvokePromptAsync(prompt, parameters, stop, cancellationToken);

    /// <summary>Answers a dialog as a stream. If the model refuses it as too long, sends a shorter one.</summary>
    public IAsyncEnumerable<ChatEvent> StreamAsync(
        Dialog dialog,
        InferenceParameters parameters,
        IReadOnlyList<string> stop,
        Func<int, Dialog?> shorter,
        ModelCalls calls,
        CancellationToken cancellationToken
    ) => Llama.CountedBy(calls).StreamAsync(dialog, parameters, stop, shorter, cancellationToken);

    /// <summary>Completes a raw prompt as a stream.</summary>
    public IAsyncEnumerable<ChatEvent> StreamAsync(
        string prompt,
        InferenceParameters parameters,
        IReadOnlyList<string> stop,
        ModelCalls calls,
        CancellationToken cancellationToken
    ) => Llama.CountedBy(calls).StreamPromptAsync(prompt, parameters, stop, cancellationToken);

    private static TrimmedBedrockClient Connect(IReadOnlyDictionary<string, string> environment, string region)
    {
        // LlamaClient retries and changes regions itself; the SDK's retries would multiply with that.
        AmazonBedrockRuntimeConfig config = new() { HttpClientFactory = new ServiceHttp(Timeout.InfiniteTimeSpan), MaxErrorRetry = 0 };
        AwsEndpoint.Set(config, environment, "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", region);

        return LambdaCredentials.From(environment) is { } credentials ? new(credentials, config) : new(config);
    }
}
