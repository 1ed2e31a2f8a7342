using LocalCloud;
using LocalCloud.Settings;
using Shared;

namespace EndToEnd.Tests.Native;

/// <summary>How the functions of a class of tests run, and a cloud that its tests share.</summary>
public abstract class FunctionMode : IAsyncLifetime
{
    private Cloud? _cloud;

    /// <summary>Why it cannot be had here; null if it can.</summary>
    public string? Missing { get; protected set; }

    internal abstract FunctionsChoice Functions { get; }

    internal Cloud Cloud => _cloud!;

    public async ValueTask InitializeAsync()
    {
        await PrepareAsync();
        if (Missing is null)
        {
            _cloud = await StartAsync(new() { TokenDelay = TimeSpan.Zero });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_cloud is not null)
        {
            await _cloud.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    internal Task<Cloud> StartAsync(CloudOptions options) =>
        Cloud.StartAsync(options with { Functions = Functions }, new NoLog(), TestContext.Current.CancellationToken);

    /// <summary>Runs one function alone, until it ends by itself.</summary>
    internal abstract Task RunAsync(IReadOnlyDictionary<string, string> variables, CancellationToken stop);

    private protected abstract Task PrepareAsync();
}
