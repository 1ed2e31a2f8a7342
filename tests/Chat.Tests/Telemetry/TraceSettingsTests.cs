using System.Diagnostics;
using Chat.Configuration;
using Chat.Telemetry;

namespace Chat.Tests.Telemetry;

/// <summary>The variables, the sampler and the parent of traces.</summary>
public class TraceSettingsTests
{
    private const string Header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "soon")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "key")]
    [InlineData("OTEL_TRACES_SAMPLER", "xray")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "2")]
    public void A_value_that_is_not_supported_is_named(string name, string value)
    {
        var mistake = Assert.Throws<InvalidConfigurationException>(() => Bind((name, value)));

        Assert.Contains(name, mistake.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "")]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    [InlineData("OTEL_TRACES_EXPORTER", "none")]
    public void Nothing_is_exported(string name, string value) => Assert.Null(Bind((name, value)));

    [Fact]
    public void Without_the_variables_nothing_is_exported() =>
        Assert.Null(TraceSettings.Bind("dev", "completions", new Dictionary<string, string>()));

    [Fact]
    public async Task Without_the_variables_a_request_has_no_activity()
    {
        RequestReport report = new(new("dev", "completions", default), _ => { }, TimeProvider.System);

        var current = await report.RunAsync(
            new("lambda", "api", Header, "ada", "GET", "/models"),
            () => Task.FromResult(Activity.Current),
            _ => 200
        );

        Assert.Null(current);
    }

    [Theory]
    [InlineData(Header, "5759e988bd862e3fe1be46a994272793", "53995c3f42cd8ad8", true)]
    [InlineData(
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0;Lineage=1:a:0",
        "5759e988bd862e3fe1be46a994272793",
        "53995c3f42cd8ad8",
        false
    )]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793", "00000000000000000000000000000000", "0000000000000000", false)]
    [InlineData(
        "Root=1-5759e98x-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8",
        "00000000000000000000000000000000",
        "0000000000000000",
        false
    )]
    [InlineData(null, "00000000000000000000000000000000", "0000000000000000", false)]
    public void The_header_of_X_Ray_is_the_parent(string? header, string trace, string parent, bool isSampled)
    {
        var context = XRayHeader.Parse(header);

        Assert.Equal(
            (trace, parent, isSampled),
            (context.TraceId.ToString(), context.SpanId.ToString(), context.TraceFlags == ActivityTraceFlags.Recorded)
        );
    }

    [Theory]
    [InlineData(null, null, true, true)]
    [InlineData(null, null, false, false)]
    [InlineData("always_on", null, false, true)]
    [InlineData("always_off", null, true, false)]
    [InlineData("traceidratio", "0", true, false)]
    [InlineData("traceidratio", "1", false, true)]
    [InlineData("traceidratio", "0.1", true, false)]
    [InlineData("traceidratio", "0.9", false, true)]
    [InlineData("parentbased_traceidratio", "0", true, true)]
    public void The_sampler_decides(string? name, string? argument, bool isSampled, bool takes)
    {
        var settings = Bind(("OTEL_TRACES_SAMPLER", name ?? ""), ("OTEL_TRACES_SAMPLER_ARG", argument ?? ""))!;
        var parent = XRayHeader.Parse(isSampled ? Header : Header.Replace("Sampled=1", "Sampled=0", StringComparison.Ordinal));

        // Its last seven bytes are half of their range.
        var trace = ActivityTraceId.CreateFromString("5759e988bd862e3fe180000000000000");

        Assert.Equal(takes, settings.Sampler.Takes(trace, parent));
    }

    private static TraceSettings? Bind(params (string Name, string Value)[] variables)
    {
        Dictionary<string, string> environment = new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://localhost:4318" };
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        return TraceSettings.Bind("dev", "completions", environment);
    }
}
