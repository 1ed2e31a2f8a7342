using LocalCloud.Settings;
using Microsoft.Extensions.FileProviders;

namespace LocalCloud.Network;

/// <summary>A page of LocalCloud's own, made of the files in one folder of this project.</summary>
internal static class StaticPage
{
    /// <param name="app">The gateway.</param>
    /// <param name="path">The page's path.</param>
    /// <param name="folder">Its folder in this project; without it there is no page.</param>
    /// <param name="images">Where its pictures may come from, as in a content security policy. Everything else comes from here.</param>
    public static void UseStaticPage(this WebApplication app, string path, string folder, string images = "'self'")
    {
        if (Checkout.Folder(Path.Combine("src", "LocalCloud", folder), folder) is not { } files)
        {
            return;
        }

        var policy =
            $"default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        PhysicalFileProvider provider = new(files);
        app.Lifetime.ApplicationStopped.Register(provider.Dispose);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = provider, RequestPath = path });
        app.UseStaticFiles(
            new StaticFileOptions
            {
                FileProvider = provider,
                RequestPath = path,
                OnPrepareResponse = file =>
                {
                    file.Context.Response.Headers.ContentSecurityPolicy = policy;
                    file.Context.Response.Headers.XContentTypeOptions = "nosniff";
                    file.Context.Response.Headers.CacheControl = "no-cache";
                },
            }
        );
    }
}
