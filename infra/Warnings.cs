using Amazon.CDK;
using Infra.Monitoring;
using Infra.Settings;

namespace Infra;

/// <summary>Warnings that do not prevent the deployment.</summary>
internal static class Warnings
{
    public static void Add(Stack stack, DeploymentSettings settings)
    {
        var annotations = Annotations.Of(stack);
        foreach (var (i, model) in settings.Models.Index())
        {
            AddOfRegion(annotations, settings, model, suffix: i == 0 ? "" : $"-{i + 1}");
        }

        if (settings.Forgettable is [var first, ..])
        {
            annotations.AddWarningV2(
                "chat:forgettable",
                $"{string.Join(", ", settings.Forgettable)} {(settings.Forgettable.Count == 1 ? "is" : "are")} given by -c alone. A later deployment without "
                    + $"{first} would change whose data is found: write it into stages/{settings.Stage}.json."
            );
        }
    }

    private static void AddOfRegion(Annotations annotations, DeploymentSettings settings, ModelChoice model, string suffix)
    {
        var (region, asked, name) = (settings.Region, model.Regions, model.Reference.Model.Name);
        if (settings.Alarms.IsOn && !Alarms.IsSeen(model, region))
        {
            annotations.AddWarningV2(
                $"chat:model-elsewhere{suffix}",
                $"The stack goes to {region} and {name} is in {string.Join(", ", asked)}: CloudWatch alarms cannot see "
                    + "another region's metrics, so there are none on Bedrock's own. The functions' metrics (failovers, open circuits, errors, spend) cover all regions."
            );
        }
        else if (region is not null && asked[0] != region)
        {
            annotations.AddWarningV2(
                $"chat:preferred-region-elsewhere{suffix}",
                $"The stack goes to {region} and asks {name} in {asked[0]} first: answers begin later, and Bedrock's own metrics of {asked[0]} have no alarm here. "
                    + $"Put {region} first in modelRegions, or deploy to {asked[0]}."
            );
        }
    }
}
