using System.Text.RegularExpressions;

namespace Infra.Settings;

/// <summary>How users are made and sign in.</summary>
internal sealed partial record CognitoSettings
{
    private static readonly string[] _reserved = ["aws", "amazon", "cognito"];

    /// <summary>A user pool that is there already; null for one of the stack's own.</summary>
    public string? UserPoolId { get; init; }

    /// <summary>Where the sign-in page sends a user back to; empty for no sign-in page.</summary>
    public IReadOnlyList<string> CallbackUrls { get; init; } = [];

    /// <summary>Where a user is sent after signing out.</summary>
    public IReadOnlyList<string> LogoutUrls { get; init; } = [];

    /// <summary>The prefix of the sign-in page's host; null for one that is made of stage and account.</summary>
    public string? SignInDomain { get; init; }

    /// <summary>Domains of e-mail whose users may sign up by themselves; empty for none: an administrator makes users.</summary>
    public IReadOnlyList<string> SignUpDomains { get; init; } = [];

    /// <summary>A company's own directory; null for none.</summary>
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
