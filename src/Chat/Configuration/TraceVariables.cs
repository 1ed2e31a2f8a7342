namespace Chat.Configuration;

/// <summary>OpenTelemetry's environment variables that the functions follow.</summary>
public static class TraceVariables
{
    /// <summary>The base address of a receiver, for example <c>http://localhost:4318</c>. Without it nothing is exported.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The complete address of a receiver of traces.</summary>
    public const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    public const string Headers = "OTEL_EXPORTER_OTLP_HEADERS";

    public const string TracesHeaders = "OTEL_EXPORTER_OTLP_TRACES_HEADERS";

    /// <summary>In milliseconds.</summary>
    public const string Timeout = "OTEL_EXPORTER_OTLP_TIMEOUT";

    public const string TracesTimeout = "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT";

    public const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    public const string TracesProtocol = "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL";

    /// <summary><c>true</c>: nothing is exported.</summary>
    public const string Disabled = "OTEL_SDK_DISABLED";

    /// <summary><c>none</c>: nothing is exported.</summary>
    public const string Exporter = "OTEL_TRACES_EXPORTER";

    public const string Sampler = "OTEL_TRACES_SAMPLER";

    public const string SamplerArgument = "OTEL_TRACES_SAMPLER_ARG";

    public const string Service = "OTEL_SERVICE_NAME";

    public const string Resource = "OTEL_RESOURCE_ATTRIBUTES";

    public static IReadOnlyList<string> All { get; } =
    [
        Endpoint,
        TracesEndpoint,
        Headers,
        TracesHeaders,
        Timeout,
        TracesTimeout,
        Protocol,
        TracesProtocol,
        Disabled,
        Exporter,
        Sampler,
        SamplerArgument,
        Service,
        Resource,
    ];
}
