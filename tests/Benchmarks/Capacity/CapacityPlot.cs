using System.Globalization;
using System.Net;
using System.Text;

namespace Benchmarks.Capacity;

/// <summary>A bar for each quota: up to how many turns a day it suffices, on a logarithmic scale.</summary>
internal static class CapacityPlot
{
    private const int Left = 330;
    private const int Width = 470;
    private const int Top = 60;
    private const int Row = 34;
    private const double FirstPower = 2;
    private const double LastPower = 9;

    public static string Draw(IReadOnlyList<Quota> quotas)
    {
        var bottom = Top + (quotas.Count * Row);
        StringBuilder svg = new();
        svg.AppendLine(
            Invariant(
                $"""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Left + Width + 100} {bottom
                    + 50}" font-family="sans-serif" font-size="12" role="img" aria-label="Turns a day that each quota suffices for">
                <rect width="100%" height="100%" fill="#ffffff"/>
                <text x="{Left}" y="20" font-size="14" font-weight="bold">Turns a day that each quota suffices for</text>
                """
            )
        );
        for (var power = FirstPower; power <= LastPower; power++)
        {
            svg.AppendLine(
                Invariant(
                    $"""
                    <line x1="{X(Math.Pow(10, power)):0.#}" y1="{Top - 6}" x2="{X(
                        Math.Pow(10, power)
                    ):0.#}" y2="{bottom}" stroke="#dddddd"/>
                    <text x="{X(Math.Pow(10, power)):0.#}" y="{bottom + 18}" text-anchor="middle" fill="#555555">{Power(power)}</text>
                    """
                )
            );
        }

        foreach (var (quota, index) in quotas.Select((quota, index) => (quota, index)))
        {
            svg.AppendLine(Bar(quota, Top + (index * Row)));
        }

        foreach (var load in Load.All)
        {
            svg.AppendLine(
                Invariant(
                    $"""
                    <line x1="{X(load.TurnsPerDay):0.#}" y1="{Top - 10}" x2="{X(
                        load.TurnsPerDay
                    ):0.#}" y2="{bottom}" stroke="#b3261e" stroke-width="1.5" stroke-dasharray="5 3"/>
                    <text x="{X(load.TurnsPerDay):0.#}" y="{Top - 16}" text-anchor="middle" fill="#b3261e">{load.TurnsPerDay:#,0}</text>
                    """
                )
            );
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static string Bar(Quota quota, int y)
    {
        var day = Load.LargestDay(quota);
        var color = quota.IsOfOneOwner ? "#8c6d1f" : "#2b5b84";

        return Invariant(
            $"""
            <text x="{Left - 10}" y="{y + 18}" text-anchor="end">{WebUtility.HtmlEncode(quota.Name)}</text>
            <rect x="{Left}" y="{y + 4}" width="{X(day) - Left:0.#}" height="{Row - 12}" fill="{color}"/>
            <text x="{X(day) + 6:0.#}" y="{y + 18}" fill="{color}" paint-order="stroke" stroke="#ffffff" stroke-width="4">{Short(
                day
            )}</text>
            """
        );
    }

    private static double X(double turnsPerDay) => Left + ((Math.Log10(turnsPerDay) - FirstPower) / (LastPower - FirstPower) * Width);

    private static string Power(double power) => Short(Math.Pow(10, power));

    private static string Short(double number) =>
        number >= 999_500_000 ? Invariant($"{number / 1e9:0.#} billion")
        : number >= 999_500 ? Invariant($"{number / 1e6:0.#} million")
        : Invariant($"{number:#,0}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
