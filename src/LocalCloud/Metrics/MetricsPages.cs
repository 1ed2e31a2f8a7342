using System.Text.Json;
using LocalCloud.Lambda;
using LocalCloud.Network;

namespace LocalCloud.Metrics;

/// <summary>The functions' metrics: <c>/metrics</c> for Prometheus, <c>/metrics/live/</c> with plots.</summary>
internal static class MetricsPages
{
    public static void UseMetrics(this WebApplication app, FunctionOutput output)
    {
        PrometheusSeries series = new();
        RecentMetrics recent = new(TimeProvider.System);
        output.Measured += line =>
        {
            List<MetricValue> values = [.. MetricValue.Of(line)];
            values.ForEach(series.Add);
            recent.Add(values);
        };
        app.Use(
            (http, next) =>
                !HttpMethods.IsGet(http.Request.Method) ? next(http)
                : http.Request.Path == "/metrics" ? WriteTextAsync(http.Response, series)
                : http.Request.Path == "/metrics/recent.json" ? WriteRecentAsync(http.Response, recent)
                : next(http)
        );
        app.UseStaticPage("/metrics/live", Path.Combine("Metrics", "Page"));
    }

    private static Task WriteTextAsync(HttpResponse response, PrometheusSeries series)
    {
        response.ContentType = PrometheusSeries.ContentType;

        return response.WriteAsync(series.ToString());
    }

    private static async Task WriteRecentAsync(HttpResponse response, RecentMetrics recent)
    {
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        await using Utf8JsonWriter json = new(response.BodyWriter);
        recent.Write(json);
    }
}
