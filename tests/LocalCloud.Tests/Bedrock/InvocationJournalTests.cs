using LocalCloud.Bedrock;
using LocalCloud.Bedrock.Faults;
using LocalCloud.Bedrock.Journal;

namespace LocalCloud.Tests.Bedrock;

public sealed class InvocationJournalTests
{
    [Fact]
    public async Task An_invocation_is_written_down_without_its_words()
    {
        await using var standIn = await TestStandIn.StartAsync();
        using SignedClient client = new(standIn.Url) { Region = "us-west-2" };

        await client.ReadStreamAsync("echo: secret");
        var invocation = await standIn.Journal.WhenAsync(_ => true, TestContext.Current.CancellationToken);

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
        await using var standIn = await TestStandIn.StartAsync();
        using SignedClient client = new(standIn.Url) { SecretKey = "guessed" };

        using var response = await client.InvokeAsync(SignedClient.Body("Hi"));
        var invocation = await standIn.Journal.WhenAsync(_ => true, TestContext.Current.CancellationToken);

        Assert.Equal((403, "InvalidSignatureException"), (invocation.Status, invocation.ErrorType));
    }

    [Fact]
    public async Task Generation_stops_when_the_client_hangs_up()
    {
        await using var standIn = await TestStandIn.StartAsync(tokenDelay: TimeSpan.FromMilliseconds(10));
        using SignedClient client = new(standIn.Url);

        var response = await client.StreamAsync(SignedClient.Body("count to 5000", maxGenLen: 2048));
        response.Dispose();
        var invocation = await standIn.Journal.WhenAsync(_ => true, TestContext.Current.CancellationToken);

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
        await using var standIn = await TestStandIn.StartAsync();

        var start = BedrockStandIn.StartAsync(new() { Port = standIn.Url.Port }, TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<IOException>(() => start);
    }

    [Fact]
    public async Task The_stand_in_ends_at_once_with_an_invocation_in_flight()
    {
        var standIn = await TestStandIn.StartAsync();
        using SignedClient client = new(standIn.Url);
        standIn.Faults.Add(new() { Fault = FaultKind.Hang, Times = 1 });
        var answer = client.InvokeAsync(SignedClient.Body("Hi"));
        while (standIn.Faults.All.Count > 0)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await standIn.DisposeAsync();
        var invocation = Assert.Single(standIn.Journal.Invocations);

        Assert.False(invocation.ClientHungUp);
        await Assert.ThrowsAsync<HttpRequestException>(() => answer);
    }
}
