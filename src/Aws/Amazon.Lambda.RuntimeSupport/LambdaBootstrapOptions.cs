namespace Amazon.Lambda.RuntimeSupport.Bootstrap;

/// <summary>Settings for running a function outside Lambda.</summary>
public class LambdaBootstrapOptions
{
    /// <summary>host:port of the Runtime API; null means <c>AWS_LAMBDA_RUNTIME_API</c>.</summary>
    public string? RuntimeApiEndpoint { get; set; }
}
