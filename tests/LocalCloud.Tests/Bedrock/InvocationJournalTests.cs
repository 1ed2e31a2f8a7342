using LocalCloud.Bedrock;
using LocalCloud.Bedrock.Faults;
using LocalCloud.Bedrock.Journal;

namespace LocalCloud.Tests.Bedrock;

public sealed class InvocationJournalTests
{
    [Fact]
    public async Task An_invocation_is_written_down_without_its_words()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url) { Region = "us-west-2" };

        await client.ReadStreamAsync("echo: secret");
        var invocation = await emulator.Journal.WhenAsync(_ => true, TestContext.Current.CancellationToken);

        Assert.Equal(
            ("InvokeModelWithResponseStream", SignedClient.Llama, "us-west-2", 200),
            (invocation.Operation, invocation.ModelId, invocation.Region, invocation.Status)
        );
        Assert.True(invocation is { PromptTokenCount: > 5, GenerationTokenCount: > 0, ClientHungUp: false });
        Assert.DoesNotContain("secret", invocation.ToString());
    }

    [Fact]
    public async Task A_refused_request_is_written_down_with_its_error()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url) { SecretKey = "guessed" };

        using var response = await client.InvokeAsync(SignedClient.Body("Hi"));
        var invocation = await emulator.Journal.WhenAsync(_ => true, TestContext.Current.CancellationToken);

        Assert.Equal((403, "InvalidSignatureException"), (invocation.Status, invocation.ErrorType));
    }

    [Fact]
    public async Task Generation_stops_when_the_client_hangs_up()
    {
        await using var emulator = await TestEmulator.StartAsync(tokenDelay: TimeSpan.FromMilliseconds(10));
        using SignedClient client = new(emulator.Url);

        var response = await client.StreamAsync(SignedClient.Body("count to 5000", maxGenLen: 2048));
        response.Dispose();
        var invocation = await emulator.Journal.WhenAsync(_ => true, TestContext.Current.CancellationToken);

        Assert.True(invocation.ClientHungUp);
        Assert.InRange(invocation.GenerationTokenCount ?? 0, 0, 2047);
    }

    [Fact]
    public void The_journal_keeps_the_last_thousand()
    {
        InvocationJournal journal = new();

        for (var i = 0; i < 1005; i++)
        {
            journal.Write(new() { At = DateTimeOffset.UnixEpoch, Status = i });
        }

        Assert.Equal(1000, journal.Invocations.Count);
        Assert.Equal(5, journal.Invocations[0].Status);
    }

    [Fact]
    public async Task A_port_in_use_is_an_io_exception()
    {
        await using var emulator = await TestEmulator.StartAsync();

        var start = BedrockEmulator.StartAsync(new() { Port = emulator.Url.Port }, TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<IOException>(() => start);
    }

    [Fact]
    public async Task The_emulator_ends_at_once_with_an_invocation_in_progress()
    {
        var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);
        emulator.Faults.Add(new() { Fault = FaultKind.Hang, Times = 1 });
        var answer = client.InvokeAsync(SignedClient.Body("Hi"));
        while (emulator.Faults.All.Count > 0)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await emulator.DisposeAsync();
        var invocation = Assert.Single(emulator.Journal.Invocations);

        Assert.False(invocation.ClientHungUp);
        await Assert.ThrowsAsync<HttpRequestException>(() => answer);
    }
}
