namespace LocalCloud.Lambda;

/// <summary>An execution environment: a Runtime API and a function that polls it.</summary>
internal sealed class Instance : IAsyncDisposable
{
    private readonly RuntimeApiServer _api;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _function;

    private Instance(string name, RuntimeApiServer api, Func<CancellationToken, Task> function)
    {
        Name = name;
        _api = api;
        _function = function(_stop.Token);
    }

    public string Name { get; }

    /// <summary>Whether it can handle another event.</summary>
    public bool IsAlive => !_function.IsCompleted && !_stop.IsCancellationRequested;

    /// <summary>Whether its function has polled for an event.</summary>
    public bool HasStarted => _api.HasBeenAsked;

    /// <summary>The reason why it has not started.</summary>
    public ReportedError StartError => _api.InitError ?? ReportedError.Exit;

    /// <param name="name">The instance's name.</param>
    /// <param name="function">Runs the function against the Runtime API at the given host and port until it is cancelled.</param>
    public static async Task<Instance> StartAsync(string name, Func<string, CancellationToken, Task> function)
    {
        var api = await RuntimeApiServer.StartAsync();

        return new(name, api, stop => function(api.HostAndPort, stop));
    }

    /// <summary>Runs one event. If the function ends or exceeds its time, the event fails and the instance is not used again.</summary>
    public async Task RunAsync(PendingInvocation invocation)
    {
        await _api.InvokeAsync(invocation);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var timeout = Task.Delay(invocation.Deadline - DateTimeOffset.UtcNow, over.Token);
        var first = await Task.WhenAny(invocation.Ended, _function, timeout);
        if (first == _function && !invocation.Ended.IsCompleted)
        {
            invocation.Fail(StartError);
        }
        else if (first == timeout)
        {
            invocation.Fail(ReportedError.TimedOut);
            await _stop.CancelAsync();
        }
        else if (invocation.IsBroken)
        {
            // The end of the connection is often noticed before the end of the process.
            await _stop.CancelAsync();
        }

        // Stops the timer, which would otherwise wait for a quarter of an hour.
        await over.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();

        // The function ends first, because it would report an error without its Runtime API.
        await Task.WhenAny(_function, Task.Delay(TimeSpan.FromSeconds(5)));
        await _api.DisposeAsync();
        _stop.Dispose();
    }
}
