using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Infra.Web;
using LocalCloud.Network;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;

namespace Web.Tests;

/// <summary>
/// The page as a stack hosts it: an origin of its own with the stack's headers, an API elsewhere, and Cognito's sign-in page.
/// </summary>
internal sealed class HostedSite : IAsyncDisposable
{
    private static readonly PageOrigins _pages = new(AdmitsLoopback: true, []);

    private readonly WebApplication _page = Loopback.Create(0, origins: _pages);
    private readonly WebApplication _cognito = Loopback.Create(0, origins: _pages);
    private readonly List<string> _grants = [];
    private WebCloud? _cloud;
    private string? _challenge;

    public Uri Page => _page.BoundUrl();

    public WebCloud Cloud => _cloud!;

    /// <summary>What Cognito was asked for tokens with, in order.</summary>
    public IReadOnlyList<string> Grants => _grants;

    /// <summary>Whether the next token that is asked for is refused.</summary>
    public bool RefusesTokens { get; set; }

    public static async Task<HostedSite> StartAsync()
    {
        HostedSite site = new();
        site._cognito.MapGet("/oauth2/authorize", site.Authorize);
        site._cognito.MapPost("/oauth2/token", site.TokenAsync);
        site._cognito.MapGet("/logout", (HttpContext http) => http.Response.Redirect(http.Request.Query["logout_uri"].ToString()));
        await site._cognito.StartAsync();

        PhysicalFileProvider files = new(Path.Combine(Repository.Root, "src", "Web"));
        site._page.Use(site.AddHeadersAsync);
        site._page.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        site._page.UseStaticFiles(new StaticFileOptions { FileProvider = files });
        site._page.MapGet("/config.json", (HttpContext http) => http.Response.WriteAsync(site.Config()));
        await site._page.StartAsync();
        site._cloud = await WebCloud.StartWithAsync(("ALLOWED_ORIGINS", site.Page.GetLeftPart(UriPartial.Authority)));

        return site;
    }

    public async ValueTask DisposeAsync()
    {
        await _page.DisposeAsync();
        await _cognito.DisposeAsync();
        if (_cloud is not null)
        {
            await _cloud.DisposeAsync();
        }
    }

    private static string Origin(Uri url) => url.GetLeftPart(UriPartial.Authority);

    private Task AddHeadersAsync(HttpContext http, RequestDelegate next)
    {
        http.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy.Of(
            Path.Combine(Repository.Root, "src", "Web"),
            Origin(Cloud.Cloud.Api),
            Origin(_cognito.BoundUrl())
        );
        http.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";

        return next(http);
    }

    private string Config() =>
        $$"""{"auth":"cognito","api":"{{Cloud.Cloud.Api}}/","cognito":{"domain":"{{Origin(_cognito.BoundUrl())}}","client_id":"client"},"retrieval":false}""";

    private void Authorize(HttpContext http)
    {
        var query = http.Request.Query;
        Assert.Equal(
            ("code", "client", "S256"),
            (query["response_type"].ToString(), query["client_id"].ToString(), query["code_challenge_method"].ToString())
        );
        _challenge = query["code_challenge"];
        http.Response.Redirect($"{query["redirect_uri"]}?code=the-code&state={Uri.EscapeDataString(query["state"].ToString())}");
    }

    private async Task TokenAsync(HttpContext http)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        var form = await http.Request.ReadFormAsync();
        var grant = form["grant_type"].ToString();
        _grants.Add(grant);
        var isProven =
            grant == "refresh_token"
                ? form["refresh_token"] == "refresh"
                : form["code"] == "the-code"
                    && Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) == _challenge;
        if (RefusesTokens || !isProven)
        {
            http.Response.StatusCode = 400;
            return;
        }

        // The laptop's gateway takes a token of up to 128 characters for a name.
        var claims = Base64Url(
            Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new Dictionary<string, string> { ["email"] = "ada@example.com" }))
        );
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(
            $$"""{"id_token":"e30.{{claims}}.x","access_token":"a","refresh_token":"refresh","expires_in":3600,"token_type":"Bearer"}"""
        );
    }

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_').TrimEnd('=');
}
