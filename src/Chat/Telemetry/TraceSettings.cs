using System.Globalization;
using Chat.Configuration;

namespace Chat.Telemetry;

/// <summary>OpenTelemetry's usual variables, as far as they are about traces.</summary>
/// <param name="Endpoint">The receiver's address.</param>
/// <param name="Headers">Headers of each request, for example a receiver's key.</param>
/// <param name="Timeout">The longest time for sending the spans of a request.</param>
/// <param name="Sampler">Which requests are traced.</param>
/// <param name="Resource">What the spans are of.</param>
internal sealed record TraceSettings(
    Uri Endpoint,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    TimeSpan Timeout,
    TraceSampler Sampler,
    IReadOnlyList<KeyValuePair<string, string>> Resource
)
{
    private const string Protobuf = "http/protobuf";

    // Not the specification's ten seconds, because a caller may wait for it.
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(2);

    /// <returns>Null if no traces are exported, which is the default.</returns>
    /// <exception cref="InvalidConfigurationException">A variable has a value that is not supported.</exception>
    public static TraceSettings? Bind(string stage, string function, IReadOnlyDictionary<string, string> environment)
    {
        string? Value(string name) => environment.GetValueOrDefault(name)?.Trim() is { Length: > 0 } value ? value : null;

        var endpoint = Value(TraceVariables.TracesEndpoint) ?? Value(TraceVariables.Endpoint);
        if (endpoint is null || Value(TraceVariables.Disabled) == "true" || Value(TraceVariables.Exporter) == "none")
        {
            return null;
        }

        if ((Value(TraceVariables.TracesProtocol) ?? Value(TraceVariables.Protocol) ?? Protobuf) is var protocol && protocol != Protobuf)
        {
            var name = Value(TraceVariables.TracesProtocol) is null ? TraceVariables.Protocol : TraceVariables.TracesProtocol;
            throw new InvalidConfigurationException(name, protocol, Protobuf);
        }

        return new(
            ParseEndpoint(Value(TraceVariables.TracesEndpoint), Value(TraceVariables.Endpoint)),
            ParsePairs(TraceVariables.Headers, Value(TraceVariables.TracesHeaders) ?? Value(TraceVariables.Headers)),
            ParseTimeout(Value(TraceVariables.TracesTimeout) ?? Value(TraceVariables.Timeout)),
            ParseSampler(Value(TraceVariables.Sampler), Value(TraceVariables.SamplerArgument)),
            ResourceOf(stage, function, Value)
        );
    }

    // The general variable is the base address of all signals; the one for traces is complete.
    private static Uri ParseEndpoint(string? ofTraces, string? ofAll)
    {
        var (name, text) = ofTraces is null ? (TraceVariables.Endpoint, ofAll!) : (TraceVariables.TracesEndpoint, ofTraces);

        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? ofTraces is null
                ? new(text.TrimEnd('/') + "/v1/traces")
                : uri
            : throw new InvalidConfigurationException(name, text, "a URL such as http://localhost:4318");
    }

    private static TimeSpan ParseTimeout(string? text) =>
        text is null ? _timeout
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
            ? TimeSpan.FromMilliseconds(milliseconds)
        : throw new InvalidConfigurationException(TraceVariables.Timeout, text, "a number of milliseconds");

    private static TraceSampler ParseSampler(string? name, string? argument)
    {
        SettingRange<double> share = new(0, 1);
        var ratio =
            argument is null ? 1
            : share.TryParse(argument, out var parsed) ? parsed
            : throw new InvalidConfigurationException(TraceVariables.SamplerArgument, argument, $"a number {share}");

        return TraceSampler.Of(name ?? "parentbased_always_on", ratio)
            ?? throw new InvalidConfigurationException(TraceVariables.Sampler, name, TraceSampler.Names);
    }

    // Values are URL-encoded, as in the specification.
    private static KeyValuePair<string, string>[] ParsePairs(string variable, string? list) =>
        list is null
            ? []
            :
            [
                .. SettingText
                    .List(list)
                    .Select(pair =>
                        pair.IndexOf('=') is > 0 and var at
                            ? KeyValuePair.Create(pair[..at].Trim(), Uri.UnescapeDataString(pair[(at + 1)..].Trim()))
                            : throw new InvalidConfigurationException(variable, null, "NAME=VALUE, separated by commas")
                    ),
            ];

    private static List<KeyValuePair<string, string>> ResourceOf(string stage, string function, Func<string, string?> value)
    {
        Dictionary<string, string?> attributes = new()
        {
            ["service.name"] = $"llama-chat-{function}",
            ["deployment.environment.name"] = stage,
            ["cloud.provider"] = "aws",
            ["cloud.platform"] = "aws_lambda",
            ["cloud.region"] = value("AWS_REGION"),
            ["faas.name"] = value("AWS_LAMBDA_FUNCTION_NAME"),
            ["faas.version"] = value("AWS_LAMBDA_FUNCTION_VERSION"),
        };
        foreach (var (name, own) in ParsePairs(TraceVariables.Resource, value(TraceVariables.Resource)))
        {
            attributes[name] = own;
        }

        attributes["service.name"] = value(TraceVariables.Service) ?? attributes["service.name"];

        return [.. attributes.Where(attribute => attribute.Value is not null).Select(set => KeyValuePair.Create(set.Key, set.Value!))];
    }
}
