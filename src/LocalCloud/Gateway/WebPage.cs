using LocalCloud.Settings;
using Microsoft.Extensions.FileProviders;

namespace LocalCloud.Gateway;

/// <summary>Serves the files of src/Web at <c>/</c>, with the headers that CloudFront adds in a deployment.</summary>
internal static class WebPage
{
    /// <summary>Answers requests for files of the page; all others go on to the API.</summary>
    /// <param name="app">The gateway.</param>
    /// <param name="hasKnowledge">Whether there is a knowledge base.</param>
    public static void UseWebPage(this WebApplication app, bool hasKnowledge)
    {
        if (Checkout.Folder(Path.Combine("src", "Web"), "Web") is not { } folder)
        {
            return;
        }

        // Only scripts of the page itself may run, and only its own API may be called.
        var policy = File.ReadAllText(Path.Combine(folder, "content-security-policy.txt")).Trim();
        app.Use(
            (http, next) =>
                http.Request.Path == "/config.json" && HttpMethods.IsGet(http.Request.Method) ? WriteConfigAsync(http) : next(http)
        );
        PhysicalFileProvider files = new(folder);
        app.Lifetime.ApplicationStopped.Register(files.Dispose);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(
            new StaticFileOptions { FileProvider = files, OnPrepareResponse = file => AddHeaders(file.Context.Response, policy) }
        );

        // The page reads its API's URL and its way of signing in from this file; here, a name is enough.
        Task WriteConfigAsync(HttpContext http)
        {
            AddHeaders(http.Response, policy);
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync($$"""{"auth":"local","api":"/v1","retrieval":{{(hasKnowledge ? "true" : "false")}}}""");
        }
    }

    private static void AddHeaders(HttpResponse response, string contentSecurityPolicy)
    {
        response.Headers.ContentSecurityPolicy = contentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-cache";
    }
}
