using System.Text;
using System.Text.Json.Nodes;
using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;
using Shared;

namespace Chat.Tests;

/// <summary>Events that reach a function without a gateway.</summary>
internal static class FunctionCalls
{
    public static async Task<(int Status, JsonNode Body)> RunAsync(this LocalCloudFixture cloud, byte[] payload)
    {
        var http = await cloud.RunAsync("completions", payload);

        return (http.Status, Answers.Parse(http.Body));
    }

    public static async Task<(int Status, IHeaderDictionary Headers, string Body)> RunAsync(
        this LocalCloudFixture cloud,
        string function,
        byte[] payload
    )
    {
        var (invocation, _) = await cloud
            .Cloud.Functions[function]
            .InvokeAsync(Guid.NewGuid().ToString(), payload, TestContext.Current.CancellationToken);
        DefaultHttpContext http = new();
        using MemoryStream body = new();
        http.Response.Body = body;
        await ProxyResponse.WriteAsync(await invocation.Response, http.Response);

        return (http.Response.StatusCode, http.Response.Headers, Encoding.UTF8.GetString(body.ToArray()));
    }
}
