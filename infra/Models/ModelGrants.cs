using Amazon.CDK;
using Infra.Settings;
using Llama;

namespace Infra.Models;

/// <summary>The permission to invoke a model.</summary>
/// <param name="Arns">The resources.</param>
/// <param name="ThroughProfiles">The inference profiles through which they must be invoked; null for direct invocation.</param>
internal sealed record ModelGrant(IReadOnlyList<string> Arns, IReadOnlyList<string>? ThroughProfiles = null);

/// <summary>The minimal permissions for each kind of model.</summary>
internal static class ModelGrants
{
    public static IEnumerable<ModelGrant> Of(ModelChoice model, Stack stack) =>
        model.Reference switch
        {
            { Kind: ModelKind.OnDemand } => [new(FoundationModels(model.Reference.Model, model.Regions))],
            { IsDedicated: true, InvocationId: var arn } => [new([arn])],

            // A profile that is given by its id belongs to the deploying account, in each region that is called.
            { Region: null, InvocationId: var id } => OfProfile(model, [.. model.Regions.Select(region => ProfileArn(stack, region, id))]),
            { InvocationId: var arn } => OfProfile(model, [arn]),
        };

    // The profile, and its models in every region that may answer.
    private static IEnumerable<ModelGrant> OfProfile(ModelChoice choice, IReadOnlyList<string> profiles)
    {
        var (reference, regions) = choice;

        return
        [
            new(profiles),
            new(FoundationModels(reference.Model, regions.Union(reference.Profile?.DestinationRegions ?? [])), profiles),
        ];
    }

    private static string ProfileArn(Stack stack, string region, string id) =>
        stack.FormatArn(
            new ArnComponents
            {
                Service = "bedrock",
                Region = region,
                Resource = "inference-profile",
                ResourceName = id,
            }
        );

    private static IReadOnlyList<string> FoundationModels(LlamaModel model, IEnumerable<string> regions) =>
        [.. regions.Select(region => $"arn:{Partition(region)}:bedrock:{region}::foundation-model/{model.Id}")];

    private static string Partition(string region) => region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov" : "aws";
}
