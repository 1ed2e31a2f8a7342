using System.Globalization;
using System.Net;
using Shared;

namespace LocalCloud.Tests.Laptop;

public sealed class KnowledgeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_can_ask_the_sample_files_as_README_shows(bool asProcesses)
    {
        var port = Repository.FreePorts();
        await using var cloud = LocalCloudProcess.Start(
            "--port",
            port.ToString(CultureInfo.InvariantCulture),
            "--knowledge",
            "samples/knowledge",
            "--functions",
            asProcesses ? LocalCloudProcess.Bootstrap : "in-process"
        );
        Assert.Matches(@"samples/knowledge \(5 passages of 3 files\)", await cloud.LineWithAsync("Knowledge base", Token));
        await cloud.LineWithAsync("Ctrl+C", Token);
        using var api = ChatApi.OnPort(port, "alice");
        var id = await api.CreateAsync();

        var (status, answer) = await api.PostAsync(
            $"conversations/{id}/messages",
            """{"content":"What does a library card cost?","retrieval":{"enabled":true}}"""
        );

        Assert.Equal((HttpStatusCode.OK, "used"), (status, (string?)answer["retrieval"]));
        Assert.Equal(("membership.md", 1), ((string?)answer["citations"]![0]!["source"], (int)answer["citations"]![0]!["n"]!));
        Assert.Equal(answer["citations"]!.ToJsonString(), (await api.MessagesAsync(id))[1]["citations"]!.ToJsonString());
    }

    [Fact]
    public async Task An_event_from_a_file_can_ask_a_folder()
    {
        await using var cloud = LocalCloudProcess.Start("invoke", "events/chat-with-retrieval.json", "--knowledge", "samples/knowledge");

        Assert.Equal(0, await cloud.ExitAsync(Token));
        Assert.Contains("\"retrieval\":\"used\"", cloud.Output, StringComparison.Ordinal);
        Assert.Contains("\"source\":\"opening-hours.md\"", cloud.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expected a folder", "--knowledge", "no/such/folder")]
    [InlineData("set KNOWLEDGE_BASE_ID instead", "--knowledge", "samples/knowledge", "--bedrock", "aws")]
    public async Task A_folder_that_cannot_be_served_is_one_line_that_says_why(string expected, params string[] arguments)
    {
        await using var cloud = LocalCloudProcess.Start(arguments);

        Assert.Equal(1, await cloud.ExitAsync(Token));
        var line = Assert.Single(cloud.Output.Trim().Split('\n'));
        Assert.StartsWith("error: --knowledge", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }
}
