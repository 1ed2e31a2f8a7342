using LocalCloud.Lambda;
using LocalCloud.Settings;
using Shared;

namespace EndToEnd.Tests.Native;

/// <summary>The published executable, one process per instance; published here if there is none that is up to date.</summary>
public sealed class NativeMode : FunctionMode
{
    /// <summary>The folder that is shipped.</summary>
    public DirectoryInfo Package { get; private set; } = new(".");

    public string Bootstrap => Path.Combine(Package.FullName, "bootstrap");

    internal override FunctionsChoice Functions => new FunctionsChoice.Executable(Bootstrap);

    internal override Task RunAsync(IReadOnlyDictionary<string, string> variables, CancellationToken stop) =>
        FunctionProcess.RunAsync(Bootstrap, variables, new(_ => { }), stop);

    private protected override async Task PrepareAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            Missing = "The native function is made and run on Linux.";
            return;
        }

        try
        {
            Package = await Publication.NativeChat.EnsureAsync(TestContext.Current.CancellationToken);
        }
        catch (PublicationException failed) when (failed.LacksToolChain)
        {
            Missing = "A native executable needs gcc or clang.";
        }
    }
}
