using Chat.Tests.Regions;
using LocalCloud.Bedrock.Faults;

namespace Chat.Tests.Telemetry;

/// <summary>Faults for prompts with a word: "throttled" is throttled in the first region, "failing" fails in each.</summary>
internal static class MarkedFaults
{
    public static void AddTo(LocalCloudFixture cloud)
    {
        var faults = cloud.Cloud.Bedrock!.Faults;
        faults.Add(
            new()
            {
                Fault = FaultKind.Throttle,
                WhenPromptContains = "throttled",
                Region = Connection.East,
            }
        );
        faults.Add(new() { Fault = FaultKind.ModelError, WhenPromptContains = "failing" });
    }
}
