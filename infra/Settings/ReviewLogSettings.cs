using Chat.Configuration;

namespace Infra.Settings;

/// <summary>The review log: which share of answers is kept for reviewers, and how long.</summary>
internal sealed record ReviewLogSettings(decimal? Rate, int RetentionDays)
{
    /// <returns>Null without a review log, which is the default.</returns>
    public static ReviewLogSettings? Bind(ContextValues context)
    {
        if (!context.Choice(ContextKeys.ReviewLog, otherwise: false, ("none", false), ("s3", true)))
        {
            context.RefuseWithout($"{ContextKeys.ReviewLog}=s3", ContextKeys.ReviewRate, ContextKeys.ReviewRetentionDays);
            return null;
        }

        return new(
            context.Number(ContextKeys.ReviewRate, SettingLimits.ReviewRate),
            context.Number(ContextKeys.ReviewRetentionDays, 1, 3653) ?? 90
        );
    }
}
