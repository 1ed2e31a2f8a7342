using System.Text.Json.Nodes;
using LocalCloud.Bedrock;
using LocalCloud.Bedrock.Faults;
using Shared;

namespace LocalCloud.Tests.Bedrock;

/// <summary>Retries, timeouts, aborts and errors, as AWS's SDKs of other languages have them with their own settings.</summary>
public sealed class SdkPatienceTests : IClassFixture<OtherSdk>
{
    private static readonly (FaultKind Kind, string Name, string Code, int Status)[] _faults =
    [
        (FaultKind.Throttle, "throttle", "ThrottlingException", 429),
        (FaultKind.EndOfLife, "end_of_life", "ResourceNotFoundException", 404),
        (FaultKind.AccessDenied, "access_denied", "AccessDeniedException", 403),
        (FaultKind.NotReady, "not_ready", "ModelNotReadyException", 429),
        (FaultKind.ModelTimeout, "model_timeout", "ModelTimeoutException", 408),
        (FaultKind.ModelError, "model_error", "ModelErrorException", 424),
        (FaultKind.Unavailable, "unavailable", "ServiceUnavailableException", 503),
        (FaultKind.Internal, "internal", "InternalServerException", 500),
    ];

    [Fact]
    public async Task The_JavaScript_SDK_retries_times_out_and_aborts()
    {
        await using var emulator = await StartAsync();

        var result = await NodeProgram.RunJsonAsync("node", OtherSdk.NodeFile("patience.mjs"), emulator.Url.ToString(), SignedClient.Llama);

        Assert.Equal(("throttled once", 2), (result.Text("text"), result.Number("attempts")));
        Assert.Equal(("TimeoutError", "still there"), (result.Text("timeout"), result.Text("after")));
        Assert.InRange(result.Number("chunks"), 5, 1000);
    }

    [Fact]
    public async Task Boto3_retries_times_out_aborts_and_has_an_exception_for_each_error()
    {
        await using var emulator = await StartAsync();

        var result = await OtherSdk.PythonAsync(
            "patience.py",
            [emulator.Url.ToString(), SignedClient.Llama, .. _faults.Select(fault => fault.Name)]
        );

        Assert.Equal(("throttled once", 1), (result.Text("text"), result.Number("retries")));
        Assert.Equal(("ReadTimeoutError", "modelStreamErrorException"), (result.Text("timeout"), result.Text("broken")));
        Assert.Equal("still there", result.Text("after"));
        var expected = new JsonObject(
            _faults.Select(fault => KeyValuePair.Create<string, JsonNode?>(fault.Name, new JsonArray(fault.Code, fault.Status)))
        );
        Assert.Equal(expected.ToJsonString(), result["errors"]!.ToJsonString());
    }

    private static async Task<BedrockEmulator> StartAsync()
    {
        var emulator = await TestEmulator.StartAsync(tokenDelay: TimeSpan.FromMilliseconds(1));
        emulator.Faults.Add(
            new()
            {
                Fault = FaultKind.Throttle,
                WhenPromptContains = "throttled once",
                Times = 1,
            }
        );
        emulator.Faults.Add(
            new()
            {
                Fault = FaultKind.SlowFirstToken,
                WhenPromptContains = "fault: slow",
                DelayMs = 3000,
            }
        );
        emulator.Faults.Add(
            new()
            {
                Fault = FaultKind.FailMidStream,
                WhenPromptContains = "fault: broken",
                AfterChunks = 2,
            }
        );
        foreach (var (kind, name, _, _) in _faults)
        {
            emulator.Faults.Add(new() { Fault = kind, WhenPromptContains = $"fault: {name}" });
        }

        return emulator;
    }
}
