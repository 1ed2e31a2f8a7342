using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Shared;

namespace LocalCloud.Tests.Laptop;

public sealed class LaptopTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ctrl_C_in_the_middle_of_a_stream_ends_everything(bool asProcesses)
    {
        var port = Repository.FreePorts();
        await using var cloud = LocalCloudProcess.Start(
            "--port",
            port.ToString(CultureInfo.InvariantCulture),
            "--functions",
            asProcesses ? LocalCloudProcess.Bootstrap : "in-process"
        );
        await cloud.LineWithAsync("Ctrl+C", Token);
        using HttpClient http = new() { BaseAddress = new($"http://127.0.0.1:{port}") };
        using var answer = await http.SendAsync(Chat("count to 500", stream: true), HttpCompletionOption.ResponseHeadersRead, Token);
        using StreamReader body = new(await answer.Content.ReadAsStreamAsync(Token));
        Assert.StartsWith("data: ", await body.ReadLineAsync(Token), StringComparison.Ordinal);
        var children = cloud.Children();
        Assert.Single(cloud.Children("dynalite"));
        Assert.Equal(asProcesses ? 2 : 1, children.Count);

        await cloud.InterruptAsync(Token);

        Assert.Equal(0, await cloud.ExitAsync(Token));
        Assert.All(children, child => Assert.False(Directory.Exists($"/proc/{child}")));
        Assert.DoesNotContain("xception", cloud.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_is_one_line_with_status_time_and_tokens()
    {
        var port = Repository.FreePorts();
        await using var cloud = LocalCloudProcess.Start("--port", port.ToString(CultureInfo.InvariantCulture));
        await cloud.LineWithAsync("Ctrl+C", Token);
        using HttpClient http = new() { BaseAddress = new($"http://127.0.0.1:{port}") };

        using var answer = await http.SendAsync(Chat("echo: one two three", stream: false), Token);

        Assert.True(answer.IsSuccessStatusCode);
        var line = await cloud.LineWithAsync("/v1/chat/completions", Token);
        Assert.Matches(@"POST +/v1/chat/completions +200 +\d+ ms +\d+ in, 3 out +completions-1", line);
        Assert.DoesNotContain("one two three", cloud.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_is_killed_in_the_middle_of_a_stream_breaks_it_and_the_next_request_is_answered()
    {
        var port = Repository.FreePorts();
        await using var cloud = LocalCloudProcess.Start(
            "--port",
            port.ToString(CultureInfo.InvariantCulture),
            "--functions",
            LocalCloudProcess.Bootstrap
        );
        await cloud.LineWithAsync("Ctrl+C", Token);
        using HttpClient http = new() { BaseAddress = new($"http://127.0.0.1:{port}") };
        using var answer = await http.SendAsync(Chat("count to 500", stream: true), HttpCompletionOption.ResponseHeadersRead, Token);
        using StreamReader body = new(await answer.Content.ReadAsStreamAsync(Token));
        await body.ReadLineAsync(Token);

        using (var function = System.Diagnostics.Process.GetProcessById(Assert.Single(cloud.Children("bootstrap"))))
        {
            function.Kill();
        }

        await Assert.ThrowsAnyAsync<IOException>(async () => await body.ReadToEndAsync(Token));
        using var next = await http.SendAsync(Chat("echo: still here", stream: false), Token);
        Assert.Contains("still here", await next.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private static HttpRequestMessage Chat(string message, bool stream) =>
        new(HttpMethod.Post, "/v1/chat/completions")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "alice") },
            Content = new StringContent(
                $$"""{"stream":{{(stream ? "true" : "false")}},"max_tokens":2000,"messages":[{"role":"user","content":"{{message}}"}]}""",
                Encoding.UTF8,
                "application/json"
            ),
        };
}
