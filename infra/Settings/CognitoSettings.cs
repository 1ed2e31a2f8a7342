using System.Text.RegularExpressions;

namespace Infra.Settings;

/// <summary>How users are created and sign in.</summary>
internal sealed partial record CognitoSettings
{
    private static readonly string[] _reserved = ["aws", "amazon", "cognito"];

    /// <summary>An existing user pool; null for one of the stack.</summary>
    public string? UserPoolId { get; init; }

    /// <summary>The URLs to which the sign-in page redirects; empty for no sign-in page.</summary>
    public IReadOnlyList<string> CallbackUrls { get; init; } = [];

    /// <summary>The URLs after signing out.</summary>
    public IReadOnlyList<string> LogoutUrls { get; init; } = [];

    /// <summary>The prefix of the sign-in page's host; null for one of stage and account.</summary>
    public string? SignInDomain { get; init; }

    /// <summary>The e-mail domains whose users may sign up; if empty, an administrator creates users.</summary>
    public IReadOnlyList<string> SignUpDomains { get; init; } = [];

    /// <summary>An external identity provider; null for none.</summary>
    public IdentityProviderSettings? IdentityProvider { get; init; }

    public static CognitoSettings Bind(ContextValues context)
    {
        const string Url = "https://… addresses, or http://localhost:PORT/… ones";
        CognitoSettings settings = new()
        {
            UserPoolId = context.Text(
                ContextKeys.UserPoolId,
                text => Pool().IsMatch(text),
                "expected REGION_ID, such as us-east-1_AbCdEf123"
            ),
            CallbackUrls = context.List(ContextKeys.CallbackUrls, IsUrl, Url) ?? [],
            LogoutUrls = context.List(ContextKeys.LogoutUrls, IsUrl, Url) ?? [],
            SignInDomain = context.Text(
                ContextKeys.SignInDomain,
                IsPrefix,
                "expected up to 63 of a-z, 0-9 and -, without aws, amazon or cognito in it"
            ),
            SignUpDomains =
                context.List(ContextKeys.SignUpDomains, Domain().IsMatch, "domains of e-mail addresses, such as example.com") ?? [],
            IdentityProvider = IdentityProviderSettings.Bind(context),
        };
        if (settings.CallbackUrls is [] && !context.Flag(ContextKeys.WebPage, otherwise: false))
        {
            context.RefuseWithout(ContextKeys.CallbackUrls, ContextKeys.LogoutUrls, ContextKeys.SignInDomain, ContextKeys.IdentityProvider);
        }

        if (
            settings.UserPoolId is not null
            && (context.Text(ContextKeys.SignUpDomains) ?? context.Text(ContextKeys.SignInDomain)) is { } unused
        )
        {
            var key = settings.SignUpDomains is [] ? ContextKeys.SignInDomain : ContextKeys.SignUpDomains;
            throw new InvalidContextException(
                key,
                unused,
                "userPoolId is set, and that pool has its own; this is only for a pool that the stack makes"
            );
        }

        return settings;
    }

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Fragment.Length == 0
        && (uri.Scheme == "https" || (uri.Scheme == "http" && uri.Host == "localhost"));

    private static bool IsPrefix(string text) =>
        Prefix().IsMatch(text) && !_reserved.Any(word => text.Contains(word, StringComparison.Ordinal));

    [GeneratedRegex("^[a-z]{2}(-[a-z]+)+-[0-9]_[A-Za-z0-9]{1,45}$")]
    private static partial Regex Pool();

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
    private static partial Regex Prefix();

    [GeneratedRegex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$")]
    private static partial Regex Domain();
}
