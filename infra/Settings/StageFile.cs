namespace Infra.Settings;

/// <summary>
/// A stage's settings in a file of the repository, <c>stages/STAGE.json</c>, so that no deployment can forget one. Values given with -c
/// take precedence, unless that would lose data.
/// </summary>
internal static class StageFile
{
    /// <summary>The context of a deployment, with the values of its stage's file as defaults.</summary>
    /// <param name="context">The context of the CDK CLI.</param>
    /// <param name="repository">The folder with cdk.json and stages/.</param>
    /// <param name="region">The stack's region, if known.</param>
    /// <returns>The context, and the keys whose values are in a file.</returns>
    /// <exception cref="InvalidContextException">The file is not valid, or -c would lose data that it keeps.</exception>
    public static (IReadOnlyDictionary<string, string> Context, IReadOnlySet<string> Written) Merge(
        IReadOnlyDictionary<string, string> context,
        string repository,
        string? region
    )
    {
        // Values in cdk.json count as written in a file, for every stage.
        var ofCdk = CdkContext.ReadFile(Path.Combine(repository, "cdk.json"), "context");
        var stage = context.GetValueOrDefault(ContextKeys.Stage) is { Length: > 0 } named ? named : DeploymentSettings.DefaultStage;
        var file = Path.Combine(repository, "stages", $"{stage}.json");
        if (!DeploymentSettings.IsStage(stage) || !File.Exists(file))
        {
            return (context, ofCdk.Keys.ToHashSet());
        }

        var own = Read(file, stage);
        Dictionary<string, string> kept = new(ofCdk);
        foreach (var (key, value) in own.Append(new(ContextKeys.Stage, stage)))
        {
            kept[key] = value;
        }

        Dictionary<string, string> merged = new(kept);
        foreach (var (key, value) in context)
        {
            merged[key] = value;
        }

        if (merged.GetValueOrDefault(ContextKeys.AllowDataLoss) != "true")
        {
            DataLoss.Refuse(DeploymentSettings.Bind(kept, region), DeploymentSettings.Bind(merged, region), $"stages/{stage}.json");
        }

        return (merged, kept.Keys.ToHashSet());
    }

    private static Dictionary<string, string> Read(string file, string stage)
    {
        var own = CdkContext.ReadFile(file);
        foreach (var key in new[] { ContextKeys.Stage, ContextKeys.AllowDataLoss }.Where(own.ContainsKey))
        {
            throw new InvalidContextException(key, own[key], $"it has no place in stages/{stage}.json; give it by -c");
        }

        return own;
    }
}
