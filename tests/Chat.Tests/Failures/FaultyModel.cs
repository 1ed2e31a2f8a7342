using LocalCloud.Bedrock.Faults;
using Shared;

namespace Chat.Tests.Failures;

/// <summary>Faults that strike one test's prompt only, so that tests can share a cloud.</summary>
internal static class FaultyModel
{
    /// <returns>The prompt that the fault strikes.</returns>
    public static string Fault(this LocalCloudFixture cloud, FaultRule rule)
    {
        var prompt = $"count to 12 {Guid.NewGuid()}";
        cloud.Cloud.Bedrock!.Faults.Add(rule with { WhenPromptContains = prompt });

        return prompt;
    }

    public static Task<HttpResponseMessage> ChatAsync(this LocalCloudFixture cloud, string prompt, bool stream) =>
        cloud.PostAsync("chat/completions", Answers.ChatBody(prompt, $"\"stream\":{(stream ? "true" : "false")}"));

    public static Task<HttpResponseMessage> InvokeAsync(this LocalCloudFixture cloud, string prompt, bool stream) =>
        cloud.PostAsync("invoke", $$"""{"prompt":{{Answers.Quoted(prompt)}}}""", stream ? "text/event-stream" : "application/json");

    /// <summary>Nothing of AWS's words, types or our own insides may reach a caller.</summary>
    public static void AssertNothingLeaks(string body) =>
        Assert.All(
            ["Exception", "   at ", "Please", "arn:", "LlamaError", "amazonaws", "The model stopped in the middle"],
            leak => Assert.DoesNotContain(leak, body, StringComparison.Ordinal)
        );
}
