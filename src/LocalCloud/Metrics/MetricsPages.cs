using System.Text.Json;
using LocalCloud.Lambda;
using LocalCloud.Settings;
using Microsoft.Extensions.FileProviders;

namespace LocalCloud.Metrics;

/// <summary>The functions' metrics: <c>/metrics</c> for Prometheus, <c>/metrics/live/</c> with plots.</summary>
internal static class MetricsPages
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

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
        UsePage(app);
    }

    private static void UsePage(WebApplication app)
    {
        if (Checkout.Folder(Path.Combine("src", "LocalCloud", "Metrics", "Page"), Path.Combine("Metrics", "Page")) is not { } folder)
        {
            return;
        }

        PhysicalFileProvider files = new(folder);
        app.Lifetime.ApplicationStopped.Register(files.Dispose);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files, RequestPath = "/metrics/live" });
        app.UseStaticFiles(
            new StaticFileOptions
            {
                FileProvider = files,
                RequestPath = "/metrics/live",
                OnPrepareResponse = file =>
                {
                    file.Context.Response.Headers.ContentSecurityPolicy = Policy;
                    file.Context.Response.Headers.XContentTypeOptions = "nosniff";
                    file.Context.Response.Headers.CacheControl = "no-cache";
                },
            }
        );
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
