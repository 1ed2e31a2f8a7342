using Chat.Http;
using Chat.Metering;

namespace Chat.Admin;

/// <summary>GET /admin/usage: tokens and USD of all owners, or of a group's, by owner and in total.</summary>
internal sealed class AllUsageRoute(AllUsage usage, TimeProvider time)
{
    private const int MaxDays = 31;

    // What fits into the time and the memory of one request. A day is never divided.
    private const int MaxItems = 20_000;

    public async Task<Reply> GetAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (from, to) = UsageRoute.Days(request, time, MaxDays);
        var group = request.Query("group");
        List<OwnerDay> days = [];
        var day = from;
        for (; day <= to && days.Count < MaxItems; day = day.AddDays(1))
        {
            await foreach (var owned in usage.OfDayAsync(day, cancellationToken))
            {
                if (group is null || owned.Groups.Contains(group))
                {
                    days.Add(owned);
                }
            }
        }

        return Reply.Json(
            new(
                UsageRoute.Text(from),
                UsageRoute.Text(to),
                group,
                [
                    .. from owned in days
                    group owned by owned.Owner into owner
                    orderby owner.Sum(one => one.Usage.CostUsd) descending, owner.Key
                    select new OwnerUsage(owner.Key, owner.Sum(one => one.Usage.Turns), Sum(owner)),
                ],
                Sum(days),
                UsageRoute.Models(days.SelectMany(owned => owned.Usage.Models)),
                day <= to ? UsageRoute.Text(day) : null
            ),
            ChatJson.Api.AllUsageBody
        );
    }

    private static Usage Sum(IEnumerable<OwnerDay> days)
    {
        var all = days.ToList();

        return new TokenTotals(all.Sum(one => one.Usage.Tokens.PromptTokens), all.Sum(one => one.Usage.Tokens.CompletionTokens)).At(
            all.Sum(one => one.Usage.CostUsd)
        );
    }
}

/// <summary>
/// Usage of all owners, the most expensive first. <c>NextFrom</c> is the day to continue with in another request; null if all days are
/// included.
/// </summary>
internal sealed record AllUsageBody(
    string From,
    string To,
    string? Group,
    IReadOnlyList<OwnerUsage> Owners,
    Usage Total,
    IReadOnlyList<ModelUsageBody> Models,
    string? NextFrom
);

internal sealed record OwnerUsage(string Owner, long Turns, Usage Usage);
