namespace Llama.Tests.Client;

/// <summary>Cancelling, or leaving the loop, ends the call: the model stops, and further tokens are not billed.</summary>
public sealed class LeavingTests
{
    private static readonly TimeSpan _tokenDelay = TimeSpan.FromMilliseconds(5);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cancelling_an_invocation_is_the_callers_own_doing()
    {
        TaskCompletionSource asked = new();
        await using WireLlama wire = new(Silence.Server(asked));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var answer = wire.Llama.InvokeAsync(Emulator.Ask("Hi"), cancellationToken: leaving.Token);
        await asked.Task.WaitAsync(Cancelled);

        await leaving.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Equal(leaving.Token, error.CancellationToken);
    }

    [Fact]
    public async Task Cancelling_a_stream_before_its_first_chunk_is_the_callers_own_doing()
    {
        TaskCompletionSource asked = new();
        TaskCompletionSource left = new();
        await using WireLlama wire = new(Silence.Server(asked, left));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var answer = Heard.ListenAsync(wire.Llama.StreamAsync(Emulator.Ask("Hi"), cancellationToken: leaving.Token));
        await asked.Task.WaitAsync(Cancelled);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await left.Task.WaitAsync(Cancelled);
    }

    [Fact]
    public async Task Cancelling_in_the_middle_of_a_stream_ends_the_exchange()
    {
        await using var emulator = await Emulator.StartAsync(_tokenDelay);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in emulator.Llama.StreamAsync(Emulator.Ask("count to 2000"), cancellationToken: leaving.Token))
            {
                await leaving.CancelAsync();
            }
        });

        await emulator.Journal.WhenAsync(invocation => invocation.ClientHungUp, Cancelled);
    }

    [Fact]
    public async Task Leaving_the_loop_ends_the_exchange()
    {
        await using var emulator = await Emulator.StartAsync(_tokenDelay);

        await foreach (var _ in emulator.Llama.StreamAsync(Emulator.Ask("count to 2000"), cancellationToken: Cancelled))
        {
            break;
        }

        await emulator.Journal.WhenAsync(invocation => invocation.ClientHungUp, Cancelled);
    }

    [Fact]
    public async Task Leaving_a_raw_loop_ends_the_exchange()
    {
        await using var emulator = await Emulator.StartAsync(_tokenDelay);

        await foreach (var _ in emulator.Llama.StreamAsync("""{"prompt":"[INST] count to 2000 [/INST]"}"""u8.ToArray(), Cancelled))
        {
            break;
        }

        await emulator.Journal.WhenAsync(invocation => invocation.ClientHungUp, Cancelled);
    }

    [Fact]
    public async Task A_client_can_be_used_again_after_an_abandoned_stream()
    {
        await using var emulator = await Emulator.StartAsync();
        await foreach (var _ in emulator.Llama.StreamAsync(Emulator.Ask("count to 500"), cancellationToken: Cancelled))
        {
            break;
        }

        var answer = await emulator.Llama.InvokeAsync(Emulator.Ask("echo: still here"), cancellationToken: Cancelled);

        Assert.Equal("still here", answer.Text);
    }
}
