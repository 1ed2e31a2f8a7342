namespace Infra.Settings;

/// <summary>How callers authenticate.</summary>
internal abstract record AuthenticationSettings
{
    /// <summary>
    /// Lambda's 4 KB for all variables of a function; the template's limit of 200 outputs is higher.
    /// </summary>
    private const int MaxKeys = 40;

    private AuthenticationSettings() { }

    /// <summary>Users of a Cognito user pool.</summary>
    /// <param name="Users">How users are created and sign in.</param>
    public sealed record Cognito(CognitoSettings Users) : AuthenticationSettings;

    /// <summary>IAM principals with a policy for the API.</summary>
    public sealed record Iam : AuthenticationSettings;

    /// <summary>API keys; the keys of one owner share conversations and budget.</summary>
    /// <param name="Keys">The names of the keys.</param>
    /// <param name="DailyQuota">Requests per key and day.</param>
    /// <param name="Rate">Requests per key and second.</param>
    /// <param name="Burst">Requests per key at once.</param>
    public sealed record ApiKey(IReadOnlyList<ApiKeyName> Keys, int DailyQuota, int Rate, int Burst) : AuthenticationSettings;

    public static AuthenticationSettings Bind(ContextValues context)
    {
        var kind = context.Choice(ContextKeys.Auth, "cognito", ("cognito", "cognito"), ("iam", "iam"), ("api-key", "api-key"));
        if (kind == "cognito")
        {
            RefuseOthers(
                context,
                "api-key",
                kind,
                ContextKeys.ApiKeys,
                ContextKeys.ApiKeyDailyQuota,
                ContextKeys.ApiKeyRate,
                ContextKeys.ApiKeyBurst
            );
            return new Cognito(CognitoSettings.Bind(context));
        }

        RefuseOthers(
            context,
            "cognito",
            kind,
            ContextKeys.UserPoolId,
            ContextKeys.CallbackUrls,
            ContextKeys.LogoutUrls,
            ContextKeys.SignInDomain,
            ContextKeys.SignUpDomains,
            ContextKeys.IdentityProvider,
            ContextKeys.IdentityProviderClientId,
            ContextKeys.IdentityProviderSecretArn
        );
        if (kind == "api-key")
        {
            return new ApiKey(
                ParseKeys(context),
                context.Number(ContextKeys.ApiKeyDailyQuota, 1, 100_000_000) ?? 1000,
                context.Number(ContextKeys.ApiKeyRate, 1, 10_000) ?? 5,
                context.Number(ContextKeys.ApiKeyBurst, 1, 5000) ?? 10
            );
        }

        RefuseOthers(
            context,
            "api-key",
            kind,
            ContextKeys.ApiKeys,
            ContextKeys.ApiKeyDailyQuota,
            ContextKeys.ApiKeyRate,
            ContextKeys.ApiKeyBurst
        );
        return new Iam();
    }

    // A value without effect was probably meant for another value of auth.
    private static void RefuseOthers(ContextValues context, string meant, string kind, params IReadOnlyList<string> keys)
    {
        if (keys.FirstOrDefault(key => context.Text(key) is not null) is { } unused)
        {
            throw new InvalidContextException(unused, context.Text(unused), $"auth is {kind}; it goes with auth={meant}");
        }
    }

    private static List<ApiKeyName> ParseKeys(ContextValues context)
    {
        var names = context.List(ContextKeys.ApiKeys, ApiKeyName.IsValid, ApiKeyName.Expected) ?? ["default"];
        List<ApiKeyName> keys = [.. names.Select(ApiKeyName.Parse)];
        var repeated = keys.GroupBy(key => key.LettersAndDigits, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1);

        return repeated is null && keys.Count <= MaxKeys
            ? keys
            : throw new InvalidContextException(
                ContextKeys.ApiKeys,
                context.Text(ContextKeys.ApiKeys),
                repeated is null
                    ? $"expected up to {MaxKeys} keys, since the functions' environment has to hold whose they are"
                    : $"{string.Join(" and ", repeated.Select(key => key.Text))} differ in no letter or digit, and each key has an output ApiKeyId…"
            );
    }
}
