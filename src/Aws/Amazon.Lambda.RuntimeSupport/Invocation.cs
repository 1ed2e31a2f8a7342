using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The invocation that the current flow of calls belongs to; several can run in one process.</summary>
internal sealed class Invocation(LambdaContext context, RuntimeApi api, CancellationToken cancellationToken)
{
    private static readonly AsyncLocal<Invocation?> _flow = new();

    public static Invocation? Current
    {
        get => _flow.Value;
        set => _flow.Value = value;
    }

    public static ILambdaLogger CurrentLogger =>
        Current?.Context.Logger ?? new LambdaConsoleLogger(null, null, LogSettings.FromEnvironment());

    public LambdaContext Context => context;

    public StreamedResponse? Stream { get; private set; }

    public StreamedResponse OpenStream(byte[] prelude)
    {
        if (Stream is not null)
        {
            throw new InvalidOperationException("The response stream of this invocation exists already; there can only be one.");
        }

        return Stream = StreamedResponse.Begin(api.Address, context.AwsRequestId, prelude, cancellationToken);
    }
}
