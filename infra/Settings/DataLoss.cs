namespace Infra.Settings;

/// <summary>Refuses deployments that would irrevocably lose data, keys or users.</summary>
internal static class DataLoss
{
    /// <summary>The settings that decide where data is found. If set, they belong into the stage's file.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [ContextKeys.Auth, ContextKeys.ApiKeys, ContextKeys.UserPoolId, ContextKeys.TableName, ContextKeys.KmsKeyArn];

    /// <param name="kept">The settings in the file.</param>
    /// <param name="asked">The settings of this deployment.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="InvalidContextException">The deployment would lose something without allowDataLoss.</exception>
    public static void Refuse(DeploymentSettings kept, DeploymentSettings asked, string file)
    {
        Refuse(
            ContextKeys.Auth,
            AuthOf(kept),
            AuthOf(asked),
            "owners are the users, roles or keys of one kind, and no other would see their data",
            file
        );
        Refuse(ContextKeys.TableName, kept.Storage.TableName, asked.Storage.TableName, "another table has other data", file);
        Refuse(
            ContextKeys.KmsKeyArn,
            kept.Storage.KmsKeyArn,
            asked.Storage.KmsKeyArn,
            "what is encrypted with one key is not read with another",
            file
        );
        Refuse(ContextKeys.UserPoolId, PoolOf(kept), PoolOf(asked), "another pool has other users, and theirs are other data", file);
        if (kept.RetainData && !asked.RetainData)
        {
            throw Refused(ContextKeys.RetainData, "false", "true", "the data would go with the stack", file);
        }

        if (OwnersOf(kept).Except(OwnersOf(asked)).FirstOrDefault() is { } owner)
        {
            throw Refused(
                ContextKeys.ApiKeys,
                string.Join(',', OwnersOf(asked)),
                $"it names {owner}",
                $"without a key the data of {owner} cannot be reached",
                file
            );
        }
    }

    private static void Refuse(string key, string? kept, string? asked, string why, string file)
    {
        if (kept != asked)
        {
            throw Refused(key, asked ?? "", kept ?? "nothing of it", why, file);
        }
    }

    private static InvalidContextException Refused(string key, string asked, string kept, string why, string file) =>
        new(key, asked, $"{file} says {kept}; {why}. Change the file, or add -c {ContextKeys.AllowDataLoss}=true if the loss is meant");

    private static string AuthOf(DeploymentSettings settings) =>
        settings.Authentication switch
        {
            AuthenticationSettings.Iam => "iam",
            AuthenticationSettings.ApiKey => "api-key",
            _ => "cognito",
        };

    private static string? PoolOf(DeploymentSettings settings) =>
        (settings.Authentication as AuthenticationSettings.Cognito)?.Users.UserPoolId;

    private static IEnumerable<string> OwnersOf(DeploymentSettings settings) =>
        (settings.Authentication as AuthenticationSettings.ApiKey)?.Keys.Select(key => key.Owner).Distinct() ?? [];
}
