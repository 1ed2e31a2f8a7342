using LocalCloud.Settings;

namespace LocalCloud.Network;

/// <summary>The origins of the web pages that may call LocalCloud.</summary>
/// <param name="AdmitsLoopback">Whether pages from this machine may, on any port.</param>
/// <param name="Named">Further origins, as in <c>ALLOWED_ORIGINS</c>; <c>*</c> for all.</param>
internal sealed record PageOrigins(bool AdmitsLoopback, IReadOnlyList<string> Named)
{
    /// <summary>No page: for servers that only programs call.</summary>
    public static PageOrigins None { get; } = new(false, []);

    /// <summary>By default pages from this machine. With the real Bedrock, only the named ones and LocalCloud's own page.</summary>
    public static PageOrigins Of(CloudOptions options) =>
        new(
            options.Bedrock is not BedrockChoice.Aws,
            options
                .Environment.GetValueOrDefault("ALLOWED_ORIGINS", "")
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        );

    /// <param name="origin">The request's Origin header.</param>
    /// <param name="host">The server's own host and port.</param>
    public bool Admit(string origin, HostString host) =>
        this != None
        && (
            origin.Equals($"http://{host}", StringComparison.OrdinalIgnoreCase)
            || Named.Contains("*")
            || Named.Contains(origin, StringComparer.OrdinalIgnoreCase)
            || (
                AdmitsLoopback
                && Uri.TryCreate(origin, UriKind.Absolute, out var url)
                && url.Scheme is "http" or "https"
                && LoopbackHost.Is(url.Host)
            )
        );
}
