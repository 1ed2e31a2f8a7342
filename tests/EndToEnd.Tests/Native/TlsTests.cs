using System.Text.Json.Nodes;
using LocalCloud.Lambda;
using LocalCloud.Network;
using LocalCloud.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Shared;

namespace EndToEnd.Tests.Native;

/// <summary>Whom the shipped executable takes for AWS, with the variables that a deployment sets.</summary>
public sealed class TlsTests : IClassFixture<NativeMode>, IAsyncLifetime
{
    private readonly NativeMode _native;
    private readonly TestAuthority _authority = new();
    private readonly string _trusted = Path.GetTempFileName();
    private readonly WebApplication _model;
    private int _asked;

    public TlsTests(NativeMode native)
    {
        Assert.SkipWhen(native.Missing is not null, native.Missing ?? "");
        _native = native;
        _model = Loopback.Create(port: 0, listen => listen.UseHttps(_authority.Server));
        _model.Run(AnswerAsync);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string AmazonRoots => Path.Combine(_native.Package.FullName, "amazon-roots.pem");

    public async ValueTask InitializeAsync() => await _model.StartAsync(Token);

    public async ValueTask DisposeAsync()
    {
        await _model.DisposeAsync();
        _authority.Dispose();
        File.Delete(_trusted);
    }

    [Fact]
    public async Task An_endpoint_with_a_certificate_of_a_root_in_the_file_is_called()
    {
        await File.WriteAllTextAsync(_trusted, await File.ReadAllTextAsync(AmazonRoots, Token) + _authority.Pem, Token);

        var (status, answer) = await AskAsync(trusting: _trusted);

        Assert.Equal((200, "Over TLS."), (status, (string?)answer["choices"]![0]!["message"]!["content"]));
    }

    [Fact]
    public async Task An_endpoint_without_a_certificate_of_Amazons_roots_gets_no_request()
    {
        var (status, answer) = await AskAsync(trusting: AmazonRoots);

        Assert.Equal((503, "model_unavailable"), (status, (string?)answer["error"]!["code"]));
        Assert.Equal(0, _asked);
    }

    private async Task<(int Status, JsonNode Answer)> AskAsync(string trusting)
    {
        var variables = LocalFunctionEnvironment.Of(new(), "completions", "completions-1", _model.BoundUrl(), _native.Cloud.DynamoDB.Url);
        variables["CHAT_TRUSTED_ROOTS"] = trusting;
        await using var function = await NativeProcess.StartAsync(_native.Bootstrap, variables);

        var invocation = await function.InvokeAsync(await File.ReadAllBytesAsync(SampleEvents.File("chat").FullName, Token));
        var streamed = (FunctionResponse.Streamed)await invocation.Response.WaitAsync(Token);
        DefaultHttpContext http = new() { Response = { Body = new MemoryStream() } };
        await LocalCloud.Gateway.ProxyResponse.WriteAsync(streamed, http.Response);

        return (http.Response.StatusCode, JsonNode.Parse(((MemoryStream)http.Response.Body).ToArray())!);
    }

    private Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref _asked);
        http.Response.ContentType = "application/json";

        return http.Response.WriteAsync(
            """{"generation":"Over TLS.","prompt_token_count":9,"generation_token_count":4,"stop_reason":"stop"}"""
        );
    }
}
