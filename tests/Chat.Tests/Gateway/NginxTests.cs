using System.Diagnostics;
using System.Globalization;
using Shared;

namespace Chat.Tests.Gateway;

/// <summary>A stream behind nginx, whose defaults are to collect answers, and with compression of every type on.</summary>
public class NginxTests
{
    [Fact]
    public async Task Events_pass_nginx_one_by_one()
    {
        await using var cloud = await LocalCloudFixture.StartAsync(new() { TokenDelay = TimeSpan.FromMilliseconds(50) });
        var folder = Directory.CreateTempSubdirectory("nginx");
        var port = Repository.FreePorts();
        using var nginx = Start(folder.FullName, port, cloud.Http.BaseAddress!);
        try
        {
            using HttpClient http = new() { BaseAddress = new($"http://127.0.0.1:{port}/v1/") };
            http.DefaultRequestHeaders.Authorization = new("Bearer", "ada");
            http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");
            await WaitAsync(http);
            HttpRequestMessage request = new(HttpMethod.Post, "chat/completions")
            {
                Content = new StringContent(Answers.ChatBody("count to 400", "\"stream\":true"), mediaType: new("application/json")),
            };

            using var answer = await http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                TestContext.Current.CancellationToken
            );
            using StreamReader events = new(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
            var first = await StreamedEvent.ReadAsync(events);

            // The model is still at it, so nothing has been collected on the way.
            Assert.NotNull(first);
            Assert.Empty(cloud.Cloud.Bedrock!.Journal.Invocations);
            Assert.Empty(answer.Content.Headers.ContentEncoding);
        }
        finally
        {
            nginx.Kill(entireProcessTree: true);
            await nginx.WaitForExitAsync(TestContext.Current.CancellationToken);
            folder.Delete(recursive: true);
        }
    }

    private static Process Start(string folder, int port, Uri api)
    {
        var configuration = $$"""
            daemon off;
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/error.log;
            events {}
            http {
              access_log off;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi;
              scgi_temp_path {{folder}}/scgi;
              gzip on;
              gzip_types *;
              gzip_proxied any;
              server {
                listen 127.0.0.1:{{port.ToString(CultureInfo.InvariantCulture)}};
                location / {
                  proxy_pass http://{{api.Authority}};
                  proxy_http_version 1.1;
                }
              }
            }
            """;
        var file = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(file, configuration);
        try
        {
            return Process.Start(new ProcessStartInfo("nginx", ["-c", file, "-p", folder]) { RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("nginx is not installed.");
            throw;
        }
    }

    private static async Task WaitAsync(HttpClient http)
    {
        while (true)
        {
            try
            {
                using var health = await http.GetAsync("health", TestContext.Current.CancellationToken);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }
}
