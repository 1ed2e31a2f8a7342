using Amazon.Lambda.Core;

namespace Chat.Hosting;

/// <summary>Lambda has no token for the end of an invocation's time; this makes one.</summary>
internal static class Deadline
{
    /// <summary>What is kept back to tell the caller, and to store what there is.</summary>
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(1.5);

    public static CancellationTokenSource Of(ILambdaContext context)
    {
        var left = context.RemainingTime - _margin;

        return new(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }
}
