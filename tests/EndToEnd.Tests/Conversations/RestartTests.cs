using System.Globalization;
using System.Net;
using Shared;

namespace EndToEnd.Tests.Conversations;

public sealed class RestartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly int _port = Repository.FreePorts();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Conversations_messages_and_usage_outlive_a_restart_and_go_on()
    {
        using var api = ChatApi.OnPort(_port, "alice");
        string id;
        string[] before;
        await using (var first = await StartAsync())
        {
            id = await api.CreateAsync();
            await api.SayAsync(id, "echo: My name is Ada.");
            await api.SayAsync(id, "count to 5");
            before = await EverythingAsync(api, id);
            await first.InterruptAsync(Token);
            Assert.Equal(0, await first.ExitAsync(Token));
        }

        await using var second = await StartAsync();
        var after = await EverythingAsync(api, id);
        var next = await api.SayAsync(id, "Who am I?");

        Assert.Equal(before, after);
        Assert.Contains("1 2 3 4 5", after[2], StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, 3, 2), (next.Status, (int?)next.Json["turn"], (int?)next.Json["context"]!["turns_included"]));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<string[]> EverythingAsync(ChatApi api, string id) =>
        [
            await api.GetTextAsync("conversations"),
            await api.GetTextAsync($"conversations/{id}"),
            await api.GetTextAsync($"conversations/{id}/messages"),
            await api.GetTextAsync("usage"),
        ];

    private async Task<LocalCloudProcess> StartAsync()
    {
        var cloud = LocalCloudProcess.Start("--port", _port.ToString(CultureInfo.InvariantCulture), "--data", _folder.FullName);
        await cloud.LineWithAsync("Ctrl+C", Token);

        return cloud;
    }
}
