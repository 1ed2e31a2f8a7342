using Chat.Conversations;
using Chat.Http;
using Chat.Tests.Exploration;

namespace Chat.Tests.Stores;

public sealed class ReleasedKeyTests
{
    [Fact]
    public async Task A_key_that_is_released_before_its_record_is_read_is_still_in_use_for_this_request()
    {
        MemoryTable table = new();
        IdempotencyStore store = new(new(table, "chat"), new SettableTime());
        Assert.Null(await ClaimAsync("first"));

        table.Calls = new BeforeEachCall(
            (_, isWrite) =>
            {
                if (!isWrite)
                {
                    // Nothing was saved, so nothing is left.
                    table.Restore();
                }
            }
        );
        var refused = await Assert.ThrowsAsync<ProblemException>(() => ClaimAsync("second"));

        Assert.Equal(ProblemKind.TurnInProgress, refused.Kind);

        Task<string?> ClaimAsync(string claim) =>
            store.ClaimAsync(
                "ada",
                "key",
                "fingerprint",
                new Lease(claim, TimeSpan.FromSeconds(30)),
                _ => Task.FromResult<EarlierRequest?>(null),
                TestContext.Current.CancellationToken
            );
    }
}
