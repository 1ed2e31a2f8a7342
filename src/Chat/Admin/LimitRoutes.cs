using System.Text.Json;
using Chat.Configuration;
using Chat.Http;
using Chat.Metering;

namespace Chat.Admin;

/// <summary>GET and PUT /admin/limits/{subject}, and PUT and DELETE /admin/owners/{owner}/block.</summary>
internal sealed class LimitRoutes(LimitStore limits, TimeProvider time)
{
    private const int MaxReasonBytes = 500;
    private const decimal MaxUsd = 1_000_000;
    private const int MaxConcurrency = 1000;

    public static string Subject(ApiRequest request) => Present(request, "subject");

    public static string Owner(ApiRequest request) => Present(request, "owner");

    public async Task<Reply> GetAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var subject = LimitSubject.Parse(Subject(request));

        return Json(subject, await limits.FindAsync(subject, cancellationToken));
    }

    public async Task<Reply> PutAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var subject = LimitSubject.Parse(Subject(request));

        return Json(subject, await limits.PutAsync(subject, Read(request.ReadObject()), cancellationToken));
    }

    public async Task<Reply> BlockAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        string? reason = null;
        foreach (var field in request.ReadObject().EnumerateObject())
        {
            reason =
                field.Name == "reason"
                    ? field.Text(MaxReasonBytes)
                    : throw ProblemException.Invalid(field.Name, "is not a field of a block; use reason");
        }

        var owner = Owner(request);

        return Json(LimitSubject.OfOwner(owner), await limits.BlockAsync(owner, time.GetUtcNow(), reason, cancellationToken));
    }

    public async Task<Reply> UnblockAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var owner = Owner(request);

        return Json(LimitSubject.OfOwner(owner), await limits.UnblockAsync(owner, cancellationToken));
    }

    /// <summary>The stored limits as they are answered, for the audit item.</summary>
    public async Task<byte[]> BeforeAsync(LimitSubject subject, CancellationToken cancellationToken) =>
        Json(subject, await limits.FindAsync(subject, cancellationToken)).Body.ToArray();

    private static Reply Json(LimitSubject subject, StoredLimits stored) =>
        Reply.Json(LimitsBody.Of(subject, stored), ChatJson.Api.LimitsBody);

    private static UsageLimits Read(JsonElement body)
    {
        UsageLimits limits = new();
        foreach (var field in body.EnumerateObject())
        {
            limits = field.Name switch
            {
                "daily_budget_usd" => limits with { DailyBudgetUsd = Number(field, 0, MaxUsd) },
                "monthly_budget_usd" => limits with { MonthlyBudgetUsd = Number(field, 0, MaxUsd) },
                "concurrency_limit" => limits with { Concurrency = Whole(Number(field, 1, MaxConcurrency)) },
                _ => throw ProblemException.Invalid(
                    field.Name,
                    "is not a limit; use daily_budget_usd, monthly_budget_usd and concurrency_limit"
                ),
            };
        }

        return limits;

        int? Whole(decimal? number) =>
            number is null ? null
            : number == decimal.Truncate(number.Value) ? (int)number.Value
            : throw ProblemException.Invalid("concurrency_limit", "must be a whole number");
    }

    private static decimal? Number(JsonProperty field, decimal least, decimal most) =>
        field.Value.ValueKind == JsonValueKind.Null ? null
        : field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetDecimal(out var number) && number >= least && number <= most
            ? number
        : throw ProblemException.Invalid(field.Name, FormattableString.Invariant($"must be a number from {least} to {most}, or null"));

    private static string Present(ApiRequest request, string name) =>
        request.PathParameter(name) is { Length: > 0 and <= 256 } value && value != "group:"
            ? value
            : throw ProblemException.Invalid(name, "must be the name of an owner, or group:NAME");
}

/// <summary>Stored limits; null means inherited.</summary>
internal sealed record LimitsBody(
    string Subject,
    decimal? DailyBudgetUsd,
    decimal? MonthlyBudgetUsd,
    int? ConcurrencyLimit,
    bool Blocked,
    string? BlockedAt,
    string? BlockedReason
)
{
    public static LimitsBody Of(LimitSubject subject, StoredLimits stored) =>
        new(
            subject.ToString(),
            stored.Limits.DailyBudgetUsd,
            stored.Limits.MonthlyBudgetUsd,
            stored.Limits.Concurrency,
            stored.BlockedAt is not null,
            stored.BlockedAt,
            stored.BlockedReason
        );
}
