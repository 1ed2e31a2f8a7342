using Chat.Conversations;
using Chat.Http;
using Chat.Metering;

namespace Chat.Admin;

/// <summary>GET and DELETE /admin/owners/{owner}.</summary>
internal sealed class OwnerRoutes(
    LimitStore limits,
    UsageStore usage,
    ReservationStore reservations,
    ConversationStore conversations,
    OwnerErasure erasure,
    TimeProvider time
)
{
    public async Task<Reply> GetAsync(ApiRequest request, CancellationToken cancellationToken) =>
        Reply.Json(await ReadAsync(LimitRoutes.Owner(request), cancellationToken), ChatJson.Api.OwnerBody);

    public async Task<Reply> EraseAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var left = request.TimeLeft - DeleteAllRoute.Margin;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);

        return Reply.Json(await erasure.EraseAsync(LimitRoutes.Owner(request), stop.Token, cancellationToken), ChatJson.Api.ErasureReport);
    }

    /// <summary>The state before an erasure, for the audit item.</summary>
    public async Task<byte[]> BeforeAsync(ApiRequest request, CancellationToken cancellationToken) =>
        (await GetAsync(request, cancellationToken)).Body.ToArray();

    private async Task<OwnerBody> ReadAsync(string owner, CancellationToken cancellationToken)
    {
        var subject = LimitSubject.OfOwner(owner);
        var today = UtcDay.Of(time.GetUtcNow());
        var days = await usage.ListAsync(owner, EffectiveLimits.FirstOfMonth(today), today, cancellationToken);
        var state = await reservations.FindAsync(owner, today, cancellationToken);
        TokenTotals tokens = new(days.Sum(day => day.Tokens.PromptTokens), days.Sum(day => day.Tokens.CompletionTokens));

        return new(
            owner,
            LimitsBody.Of(subject, await limits.FindAsync(subject, cancellationToken)),
            await conversations.IdsAsync(owner, cancellationToken).CountAsync(cancellationToken),
            state.SpentUsd,
            Math.Max(0, state.CommittedUsd - state.SpentUsd),
            days.Sum(day => day.Turns),
            tokens.At(days.Sum(day => day.CostUsd))
        );
    }
}

/// <summary>An owner as an operator sees it: no conversation, no text.</summary>
internal sealed record OwnerBody(
    string Owner,
    LimitsBody Limits,
    int Conversations,
    decimal SpentTodayUsd,
    decimal ReservedTodayUsd,
    long TurnsOfMonth,
    Usage UsageOfMonth
);
