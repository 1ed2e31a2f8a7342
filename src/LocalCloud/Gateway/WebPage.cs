using LocalCloud.DynamoDB;
using Microsoft.Extensions.FileProviders;

namespace LocalCloud.Gateway;

/// <summary>The chat page: the files of src/Web at <c>/</c>, with the headers that CloudFront adds in a deployment.</summary>
internal static class WebPage
{
    /// <summary>What the page reads to find its API and to know how its user signs in: here by a name alone.</summary>
    public const string Config = """{"auth":"local","api":"/v1"}""";

    /// <summary>Only files of the page itself run, and only its own API is called.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Answers requests for files of the page and leaves all others to the API.</summary>
    public static void UseWebPage(this WebApplication app)
    {
        app.Use((http, next) => http.Request.Path == "/config.json" && HttpMethods.IsGet(http.Request.Method) ? WriteConfigAsync(http) : next(http));
        if (Folder() is not { } folder)
        {
            return;
        }

        PhysicalFileProvider files = new(folder);
        app.Lifetime.ApplicationStopped.Register(files.Dispose);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = file => AddHeaders(file.Context.Response) });
    }

    // The files of the repository first: a change to the page needs a reload and no build.
    private static string? Folder() => new[]
    {
        Checkout.Find() is { } root ? Path.Combine(root, "src", "Web") : null,
        Path.Combine(AppContext.BaseDirectory, "Web"),
    }.FirstOrDefault(Directory.Exists);

    private static Task WriteConfigAsync(HttpContext http)
    {
        AddHeaders(http.Response);
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(Config);
    }

    private static void AddHeaders(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-cache";
    }
}
