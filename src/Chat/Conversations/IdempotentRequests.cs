using System.Text;
using System.Text.Json;
using Chat.Http;

namespace Chat.Conversations;

/// <summary>Executes a request with an Idempotency-Key once, and returns its answer to each repetition.</summary>
internal sealed class IdempotentRequests(IdempotencyStore store, TimeProvider time)
{
    /// <param name="request">The request.</param>
    /// <param name="scope">Identifies the resource, because a key is valid for one request only.</param>
    /// <param name="body">Its body; an empty object if it has none.</param>
    /// <param name="find">Finds what a claim has done, if its answer was not stored; null if it can be repeated.</param>
    /// <param name="run">Executes the request under a claim and returns the answer's JSON.</param>
    /// <param name="reply">Creates the reply from the answer.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<Reply> RunAsync(
        ApiRequest request,
        string scope,
        JsonElement body,
        Func<string, Task<byte[]?>>? find,
        Func<string, Task<byte[]>> run,
        Func<byte[], Reply> reply,
        CancellationToken cancellationToken
    )
    {
        var lease = Lease.OfBufferedRequest(time.GetUtcNow());
        var claim = lease.Id;
        if (MessageRoute.KeyOf(request) is not { } key)
        {
            return reply(await run(claim));
        }

        var earlier = await store.ClaimAsync(
            request.Owner!,
            key,
            MessageRequest.Fingerprint(scope, body),
            lease,
            seen => EarlierAsync(find, seen),
            cancellationToken
        );
        if (earlier is not null)
        {
            return reply(Encoding.UTF8.GetBytes(earlier)).With([new(ApiHeaders.IdempotencyReplayed, "true")]);
        }

        try
        {
            var answer = await run(claim);
            await store.CompleteAsync(request.Owner!, key, claim, Encoding.UTF8.GetString(answer), CancellationToken.None);

            return reply(answer);
        }
        catch
        {
            if (!await MayBeDoneAsync(find, claim))
            {
                await store.ReleaseAsync(request.Owner!, key, claim, CancellationToken.None);
            }

            throw;
        }
    }

    private static async Task<EarlierRequest?> EarlierAsync(Func<string, Task<byte[]?>>? find, string claim) =>
        find is not null && await find(claim) is { } answer ? new(IsOver: true, Encoding.UTF8.GetString(answer)) : null;

    // A write whose response was lost may have been executed. Then the key stays claimed, and a repetition finds the result.
    private static async Task<bool> MayBeDoneAsync(Func<string, Task<byte[]?>>? find, string claim)
    {
        try
        {
            return find is not null && await find(claim) is not null;
        }
        catch (Exception)
        {
            return true;
        }
    }
}
