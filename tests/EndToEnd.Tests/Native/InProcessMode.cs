using LocalCloud.Lambda;
using LocalCloud.Settings;

namespace EndToEnd.Tests.Native;

/// <summary>Bootstrap loops in this process.</summary>
public sealed class InProcessMode : FunctionMode
{
    internal override FunctionsChoice Functions => new FunctionsChoice.InProcess();

    internal override async Task RunAsync(IReadOnlyDictionary<string, string> variables, CancellationToken stop)
    {
        try
        {
            await InProcessFunction.RunAsync(variables, new(_ => { }), stop);
        }
        catch (Chat.Configuration.InvalidConfigurationException)
        {
            // A process would end here, after it has reported the reason to Lambda.
        }
    }

    private protected override Task PrepareAsync() => Task.CompletedTask;
}
