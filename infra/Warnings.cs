using Amazon.CDK;
using Infra.Monitoring;
using Infra.Settings;

namespace Infra;

/// <summary>What whoever deploys is told, and may do all the same.</summary>
internal static class Warnings
{
    public static void Add(Stack stack, DeploymentSettings settings)
    {
        var annotations = Annotations.Of(stack);
        var (region, asked) = (settings.Region, settings.Model.Regions);
        if (settings.Alarms.IsOn && !Alarms.SeesBedrock(settings))
        {
            annotations.AddWarningV2(
                "chat:model-elsewhere",
                $"The stack goes to {region} and the model is in {string.Join(", ", asked)}: CloudWatch alarms cannot see "
                + "another region's metrics, so there are none on Bedrock's own. The functions' metrics (failovers, open circuits, errors, spend) cover all regions.");
        }
        else if (region is not null && asked[0] != region)
        {
            annotations.AddWarningV2(
                "chat:preferred-region-elsewhere",
                $"The stack goes to {region} and asks the model in {asked[0]} first: answers begin later, and Bedrock's own metrics of {asked[0]} have no alarm here. "
                + $"Put {region} first in modelRegions, or deploy to {asked[0]}.");
        }

        if (settings.Forgettable is [var first, ..])
        {
            annotations.AddWarningV2(
                "chat:forgettable",
                $"{string.Join(", ", settings.Forgettable)} {(settings.Forgettable.Count == 1 ? "is" : "are")} given by -c alone. A later deployment without "
                + $"{first} would change whose data is found: write it into stages/{settings.Stage}.json.");
        }
    }
}
