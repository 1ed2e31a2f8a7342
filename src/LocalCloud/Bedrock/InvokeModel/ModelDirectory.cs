using System.Text.RegularExpressions;
using Llama;
using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.InvokeModel;

/// <summary>Finds the model for an id or an ARN in a region, as of today.</summary>
/// <param name="behindArns">The model behind an ARN that does not name one.</param>
/// <param name="time">The clock for models' end-of-life days.</param>
internal sealed partial class ModelDirectory(LlamaModel behindArns, TimeProvider time)
{
    /// <exception cref="BedrockException">No such model, not in this region, only available through a profile, or retired.</exception>
    public LlamaModel Find(string modelId, string region)
    {
        var id =
            FoundationModelArn().Match(modelId) is not { Success: true } arn ? modelId
            : arn.Groups["region"].Value == region ? arn.Groups["model"].Value
            : throw BedrockException.UnknownModel();
        var reference = Parse(id);
        if (reference.Model.Id == id && !reference.Model.Regions.Contains(region))
        {
            throw reference.Model.Profiles.Any(profile => profile.SourceRegions.Contains(region))
                ? BedrockException.NeedsProfile(modelId)
                : BedrockException.UnknownModel();
        }

        return !reference.SourceRegions.Contains(region) ? throw BedrockException.UnknownModel()
            : !reference.IsDedicated && reference.Model.EndOfLife?.ToDateTime(TimeOnly.MinValue) <= time.GetUtcNow().DateTime
                ? throw BedrockException.EndOfLife()
            : reference.Model;
    }

    /// <summary>A region that has the model, for requests without a region.</summary>
    public string HomeRegion(string modelId) =>
        FoundationModelArn().Match(modelId) is { Success: true } arn
            ? arn.Groups["region"].Value
            : TryParse(modelId)?.DefaultRegions[0] ?? "us-east-1";

    private ModelReference Parse(string id) => TryParse(id) ?? throw BedrockException.UnknownModel();

    private ModelReference? TryParse(string id)
    {
        try
        {
            return ModelReference.Parse(id, behindArns);
        }
        catch (LlamaException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^arn:aws[a-z-]*:bedrock:(?<region>[a-z0-9-]+)::foundation-model/(?<model>[a-z0-9.:-]+)$")]
    private static partial Regex FoundationModelArn();
}
