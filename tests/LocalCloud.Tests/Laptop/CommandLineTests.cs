using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Shared;

namespace LocalCloud.Tests.Laptop;

public sealed class CommandLineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_port_in_use_is_one_line_that_names_it()
    {
        var port = Repository.FreePorts();
        using TcpListener taken = new(IPAddress.Loopback, port);
        taken.Start();

        await using var cloud = LocalCloudProcess.Start("--port", port.ToString(CultureInfo.InvariantCulture));

        Assert.Equal(1, await cloud.ExitAsync(Token));
        Assert.Equal($"error: port {port} is in use; choose another with --port.", cloud.Output.Trim());
    }

    [Fact]
    public async Task A_missing_event_file_is_one_line_that_names_it()
    {
        await using var cloud = LocalCloudProcess.Start("invoke", "events/none.json");

        Assert.Equal(1, await cloud.ExitAsync(Token));
        Assert.StartsWith("error: cannot read events/none.json", Assert.Single(cloud.Output.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--bedrock", "nonsense", "expected scripted, aws or an http(s) URL")]
    [InlineData("--functions", "no/such/file", "expected in-process or the path of a published bootstrap")]
    public async Task A_bad_option_is_one_line_that_says_what_it_may_be(string option, string value, string expected)
    {
        await using var cloud = LocalCloudProcess.Start(option, value);

        Assert.Equal(1, await cloud.ExitAsync(Token));
        var line = Assert.Single(cloud.Output.Trim().Split('\n'));
        Assert.StartsWith($"error: {option} is \"{value}\"", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MODEL_ID", "nonsense")]
    [InlineData("CONTEXT_WINDOW", "many")]
    public async Task A_bad_setting_of_the_functions_is_one_line_that_names_it(string name, string value)
    {
        await using var cloud = LocalCloudProcess.StartWith(
            [$"{name}={value}"],
            "--port",
            Repository.FreePorts().ToString(CultureInfo.InvariantCulture)
        );

        Assert.Equal(1, await cloud.ExitAsync(Token));
        Assert.StartsWith(
            $"error: {name} is \"{value}\"; expected",
            Assert.Single(cloud.Output.Trim().Split('\n')),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_function_that_cannot_start_ends_LocalCloud_with_one_line()
    {
        var port = Repository.FreePorts();
        await using var cloud = LocalCloudProcess.Start("--port", port.ToString(CultureInfo.InvariantCulture), "--functions", "/bin/false");
        await cloud.LineWithAsync("Ctrl+C", Token);
        using HttpClient http = new();

        // Whether it still gets its 502 depends on which comes first, the response or the end of LocalCloud.
        var request = http.GetAsync($"http://127.0.0.1:{port}/v1/health", Token);

        Assert.Equal(1, await cloud.ExitAsync(Token));
        await Task.WhenAny(request);
        Assert.Contains(
            "error: the function completions cannot start: The function's process ended.",
            cloud.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_process_that_dies_at_its_start_ends_nothing_while_another_of_its_function_works()
    {
        var folder = Directory.CreateTempSubdirectory();
        var script = Path.Combine(folder.FullName, "bootstrap");
        await File.WriteAllTextAsync(
            script,
            $"#!/bin/sh\nmkdir '{folder.FullName}/first' && exec '{LocalCloudProcess.Bootstrap}'\nexit 1\n",
            Token
        );
        using (var chmod = System.Diagnostics.Process.Start("chmod", ["+x", script]))
        {
            await chmod.WaitForExitAsync(Token);
        }

        var port = Repository.FreePorts();
        await using var cloud = LocalCloudProcess.Start("--port", port.ToString(CultureInfo.InvariantCulture), "--functions", script);
        await cloud.LineWithAsync("Ctrl+C", Token);
        using var api = ChatApi.OnPort(port, "alice");

        using var answer = await api.StreamAsync("invoke", """{"prompt":"count to 100","max_gen_len":300}""");
        var other = await api.SendAsync(HttpMethod.Get, "models");
        var text = await answer.Content.ReadAsStringAsync(Token);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadGateway), (answer.StatusCode, other.Status));
        Assert.Contains("\"stop_reason\":\"stop\"", text, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("in-process")]
    [InlineData("processes")]
    public async Task The_hosts_own_settings_for_AWS_and_proxies_reach_no_function(string functions)
    {
        var port = Repository.FreePorts();
        const string Nowhere = "http://127.0.0.1:1";
        await using var cloud = LocalCloudProcess.StartWith(
            [
                "AWS_BEARER_TOKEN_BEDROCK=key",
                "AWS_USE_FIPS_ENDPOINT=true",
                "AWS_USE_DUALSTACK_ENDPOINT=true",
                "AWS_PROFILE=none",
                "AWS_REGION=eu-central-1",
                $"AWS_ENDPOINT_URL={Nowhere}",
                "AWS_LAMBDA_LOG_FORMAT=JSON",
                "AWS_LAMBDA_RUNTIME_API=127.0.0.1:1",
                "AWS_LAMBDA_MAX_CONCURRENCY=8",
                $"HTTP_PROXY={Nowhere}",
                $"http_proxy={Nowhere}",
                $"HTTPS_PROXY={Nowhere}",
                $"ALL_PROXY={Nowhere}",
                "NODE_OPTIONS=--require=/none.js",
            ],
            "--port",
            port.ToString(CultureInfo.InvariantCulture),
            "--functions",
            functions == "in-process" ? functions : LocalCloudProcess.Bootstrap
        );
        await cloud.LineWithAsync("Ctrl+C", Token);
        using var api = ChatApi.OnPort(port, "alice");
        var id = await api.CreateAsync();

        var (status, _) = await api.PostAsync($"conversations/{id}/messages", """{"content":"echo: hello"}""");

        Assert.Equal(System.Net.HttpStatusCode.OK, status);
    }

    // The account's settings are meant for Bedrock; the table is LocalCloud's own.
    [Theory]
    [InlineData("in-process")]
    [InlineData("processes")]
    public async Task With_the_real_Bedrock_the_accounts_settings_do_not_reach_the_table(string functions)
    {
        var port = Repository.FreePorts();
        await using var cloud = LocalCloudProcess.StartWith(
            ["AWS_ACCESS_KEY_ID=id", "AWS_SECRET_ACCESS_KEY=secret", "AWS_USE_FIPS_ENDPOINT=true", "AWS_USE_DUALSTACK_ENDPOINT=true"],
            "--bedrock",
            "aws",
            "--port",
            port.ToString(CultureInfo.InvariantCulture),
            "--functions",
            functions == "in-process" ? functions : LocalCloudProcess.Bootstrap
        );
        await cloud.LineWithAsync("Ctrl+C", Token);
        using var api = ChatApi.OnPort(port, "alice");

        Assert.NotEmpty(await api.CreateAsync());
    }

    [Theory]
    [InlineData("--port", "70000")]
    [InlineData("--prot", "3000")]
    public async Task What_the_parser_refuses_ends_with_an_error(string option, string value)
    {
        await using var cloud = LocalCloudProcess.Start(option, value);

        Assert.Equal(1, await cloud.ExitAsync(Token));
        Assert.Contains(option, cloud.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_from_a_file_is_answered_on_standard_output()
    {
        await using var cloud = LocalCloudProcess.StartByDotnetRun("invoke", "events/chat.json");

        Assert.Equal(0, await cloud.ExitAsync(Token));
        Assert.StartsWith("200\n", cloud.Output, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json", cloud.Output, StringComparison.Ordinal);
        Assert.Contains("\"object\":\"chat.completion\"", cloud.Output, StringComparison.Ordinal);
    }
}
