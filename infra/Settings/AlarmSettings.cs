using System.Net.Mail;
using Chat.Configuration;

namespace Infra.Settings;

/// <summary>The alarms and their recipients.</summary>
/// <param name="IsOn">Whether there are alarms and a dashboard.</param>
/// <param name="PageEmail">The address for the alarm that users are affected.</param>
/// <param name="TicketEmail">The address for all other alarms.</param>
/// <param name="SpendUsd">USD per day, over all owners, above which there is an alarm; null for none.</param>
internal sealed record AlarmSettings(bool IsOn, string? PageEmail, string? TicketEmail, decimal? SpendUsd)
{
    public static AlarmSettings Bind(ContextValues context)
    {
        AlarmSettings alarms = new(
            context.Flag(ContextKeys.Monitoring, otherwise: true),
            Email(context, ContextKeys.AlarmEmail),
            Email(context, ContextKeys.TicketEmail),
            context.Number(ContextKeys.SpendAlarmUsd, new SettingRange<decimal>(0.01m, 1_000_000m))
        );
        string[] needing = [ContextKeys.AlarmEmail, ContextKeys.TicketEmail, ContextKeys.SpendAlarmUsd];

        return alarms.IsOn || needing.FirstOrDefault(key => context.Text(key) is not null) is not { } unused
            ? alarms
            : throw new InvalidContextException(unused, context.Text(unused), "monitoring is false, so there are no alarms");
    }

    private static string? Email(ContextValues context, string key) =>
        context.Text(key, text => MailAddress.TryCreate(text, out var address) && address.Address == text, "expected an e-mail address");
}
