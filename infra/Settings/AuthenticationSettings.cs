namespace Infra.Settings;

/// <summary>Who is let in.</summary>
internal abstract record AuthenticationSettings
{
    private AuthenticationSettings()
    {
    }

    /// <summary>Users of a pool that the stack makes.</summary>
    public sealed record Cognito : AuthenticationSettings;

    /// <summary>Principals of AWS that may call the API by their own policies.</summary>
    public sealed record Iam : AuthenticationSettings;

    /// <summary>Holders of keys, each key an owner of its own.</summary>
    /// <param name="Names">A key for each.</param>
    /// <param name="DailyQuota">Requests of a key in a day.</param>
    /// <param name="Rate">Requests of a key in a second.</param>
    /// <param name="Burst">Requests of a key at once.</param>
    public sealed record ApiKey(IReadOnlyList<string> Names, int DailyQuota, int Rate, int Burst) : AuthenticationSettings;

    public static AuthenticationSettings Bind(ContextValues context)
    {
        var kind = context.Choice(ContextKeys.Auth, "cognito", ("cognito", "cognito"), ("iam", "iam"), ("api-key", "api-key"));
        if (kind == "api-key")
        {
            return new ApiKey(
                ParseNames(context),
                context.Number(ContextKeys.ApiKeyDailyQuota, 1, 100_000_000) ?? 1000,
                context.Number(ContextKeys.ApiKeyRate, 1, 10_000) ?? 5,
                context.Number(ContextKeys.ApiKeyBurst, 1, 5000) ?? 10);
        }

        // What would have no effect is most likely meant for another value of auth.
        string[] idle = [ContextKeys.ApiKeys, ContextKeys.ApiKeyDailyQuota, ContextKeys.ApiKeyRate, ContextKeys.ApiKeyBurst];
        if (idle.FirstOrDefault(key => context.Text(key) is not null) is { } unused)
        {
            throw new InvalidContextException(unused, context.Text(unused), $"auth is {kind}; it goes with auth=api-key");
        }

        return kind == "iam" ? new Iam() : new Cognito();
    }

    private static IReadOnlyList<string> ParseNames(ContextValues context)
    {
        var names = context.List(ContextKeys.ApiKeys, IsName, "names of up to 40 letters, digits and -, a letter first") ?? ["default"];

        return names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Count
            ? names
            : throw new InvalidContextException(ContextKeys.ApiKeys, context.Text(ContextKeys.ApiKeys), "expected each name once");
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and <= 40 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
