using System.Text.Json.Nodes;
using LocalCloud.Lambda;
using LocalCloud.Settings;
using Microsoft.AspNetCore.Http;
using Shared;

namespace EndToEnd.Tests.Native;

/// <summary>Pooled connections that died while the process was idle or frozen, to every service that it talks to.</summary>
public sealed class DeadConnectionTests : IClassFixture<NativeMode>
{
    private const int Requests = 20;

    private readonly NativeMode _native;

    public DeadConnectionTests(NativeMode native)
    {
        Assert.SkipWhen(native.Missing is not null, native.Missing ?? "");
        _native = native;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_request_is_answered_by_the_preferred_region(bool resets)
    {
        CloudOptions options = new() { TokenDelay = TimeSpan.Zero, Knowledge = Path.Combine(Repository.Root, "samples", "knowledge") };
        await using var cloud = await _native.StartAsync(options);
        await using DroppingProxy bedrock = new(cloud.Bedrock!.Url, resets);
        await using DroppingProxy dynamoDB = new(cloud.DynamoDB.Url, resets);
        var variables = LocalFunctionEnvironment.Of(options, "completions", "completions-1", bedrock.Url, dynamoDB.Url);
        variables["DAILY_BUDGET_USD"] = "1";
        await using var function = await NativeProcess.StartAsync(_native.Bootstrap, variables, url => new(url, resets));
        List<(int Status, string? Retrieval)> answers = [];

        for (var i = 0; i < Requests; i++)
        {
            if (i % 5 == 4)
            {
                await function.FreezeAsync();
                bedrock.DropAll();
                dynamoDB.DropAll();
                await function.ThawAsync();
            }

            var (status, answer) = await AskAsync(function, "chat-with-retrieval");
            answers.Add((status, (string?)answer["retrieval"]));
        }

        var calls = cloud.Bedrock.Journal.Invocations;
        Assert.All(answers, answer => Assert.Equal((200, answers[0].Retrieval), answer));
        Assert.NotEqual("unavailable", answers[0].Retrieval);
        Assert.Equal(
            (Requests, Requests),
            (calls.Count(call => call.Operation == "InvokeModel"), calls.Count(call => call.Operation == "Retrieve"))
        );
        Assert.All(calls, call => Assert.Equal("us-east-1", call.Region));
        Assert.True(bedrock.Dropped > 0 && dynamoDB.Dropped > 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_whole_response_reaches_the_Runtime_API(bool resets)
    {
        var variables = LocalFunctionEnvironment.Of(
            new(),
            "conversations",
            "conversations-1",
            new("http://127.0.0.1:9"),
            _native.Cloud.DynamoDB.Url
        );
        DroppingProxy? proxy = null;
        await using var function = await NativeProcess.StartAsync(_native.Bootstrap, variables, url => proxy = new(url, resets));

        for (var i = 0; i < Requests; i++)
        {
            var invocation = await function.InvokeAsync(await PayloadAsync("conversation-list"));
            var answer = Assert.IsType<FunctionResponse.Buffered>(await invocation.Response.WaitAsync(TimeSpan.FromMinutes(1), Token));
            Assert.Equal(200, (int)JsonNode.Parse(answer.Body.Span)!["statusCode"]!);
        }

        Assert.True(proxy!.Dropped > 0);
    }

    private static async Task<(int Status, JsonNode Answer)> AskAsync(NativeProcess function, string name)
    {
        var invocation = await function.InvokeAsync(await PayloadAsync(name));
        var streamed = (FunctionResponse.Streamed)await invocation.Response.WaitAsync(TimeSpan.FromMinutes(1), Token);
        DefaultHttpContext http = new() { Response = { Body = new MemoryStream() } };
        await LocalCloud.Gateway.ProxyResponse.WriteAsync(streamed, http.Response);

        return (http.Response.StatusCode, JsonNode.Parse(((MemoryStream)http.Response.Body).ToArray())!);
    }

    private static Task<byte[]> PayloadAsync(string name) => File.ReadAllBytesAsync(SampleEvents.File(name).FullName, Token);
}
