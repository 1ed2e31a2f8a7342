using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LocalCloud.Bedrock;
using LocalCloud.Bedrock.Faults;

namespace LocalCloud.Tests.Bedrock;

public sealed class FaultRuleTests
{
    [Theory]
    [InlineData("throttle", 429, "ThrottlingException")]
    [InlineData("end_of_life", 404, "ResourceNotFoundException")]
    [InlineData("legacy", 404, "ResourceNotFoundException")]
    [InlineData("access_denied", 403, "AccessDeniedException")]
    [InlineData("not_ready", 429, "ModelNotReadyException")]
    [InlineData("unavailable", 503, "ServiceUnavailableException")]
    [InlineData("internal", 500, "InternalServerException")]
    [InlineData("model_timeout", 408, "ModelTimeoutException")]
    [InlineData("model_error", 424, "ModelErrorException")]
    public async Task A_rule_posted_over_http_strikes_both_operations_as_often_as_it_says(string fault, int status, string type)
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);
        using var posted = await PostRuleAsync(emulator, $$"""{"fault":"{{fault}}","times":2}""");

        using var whole = await client.InvokeAsync(SignedClient.Body("Hello"));
        using var streamed = await client.StreamAsync(SignedClient.Body("Hello"));
        using var after = await client.InvokeAsync(SignedClient.Body("Hello"));

        Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
        Assert.Equal([status, status, 200], new[] { whole, streamed, after }.Select(response => (int)response.StatusCode));
        Assert.All([whole, streamed], response => Assert.StartsWith(type + ":", response.Headers.GetValues("x-amzn-ErrorType").Single()));
        Assert.Empty(emulator.Faults.All);
    }

    [Fact]
    public async Task A_rule_can_hang_up_without_an_answer()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);
        using var posted = await PostRuleAsync(emulator, """{"fault":"disconnect","region":"us-east-1"}""");

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.InvokeAsync(SignedClient.Body("Hello")));

        Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
    }

    [Fact]
    public async Task The_two_ends_of_a_retired_model_have_the_services_own_words()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);
        emulator.Faults.Add(new() { Fault = FaultKind.EndOfLife, Times = 1 });
        emulator.Faults.Add(new() { Fault = FaultKind.Legacy, Times = 1 });

        using var endOfLife = await client.InvokeAsync(SignedClient.Body("Hello"));
        using var legacy = await client.InvokeAsync(SignedClient.Body("Hello"));

        Assert.StartsWith("This model version has reached the end of its life", await MessageOfAsync(endOfLife));
        Assert.StartsWith("Access denied. This Model is marked by provider as Legacy", await MessageOfAsync(legacy));
    }

    [Fact]
    public async Task A_rule_strikes_only_what_its_conditions_name()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient east = new(emulator.Url);
        using SignedClient west = new(emulator.Url) { Region = "us-west-2" };
        emulator.Faults.Add(new() { Fault = FaultKind.Throttle, Region = "us-west-2" });
        emulator.Faults.Add(new() { Fault = FaultKind.Unavailable, WhenPromptContains = "unlucky" });
        emulator.Faults.Add(new() { Fault = FaultKind.Internal, Operation = "InvokeModelWithResponseStream" });
        emulator.Faults.Add(
            new() { Fault = FaultKind.AccessDenied, Model = "arn:aws:bedrock:us-east-1::foundation-model/meta.llama2-13b-chat-v1" }
        );

        using var inTheWest = await west.InvokeAsync(SignedClient.Body("unlucky"));
        using var unlucky = await east.InvokeAsync(SignedClient.Body("unlucky"));
        using var streamed = await east.StreamAsync(SignedClient.Body("Hello"));
        using var byArn = await east.InvokeAsync(
            SignedClient.Body("Hello"),
            "arn:aws:bedrock:us-east-1::foundation-model/meta.llama2-13b-chat-v1"
        );
        using var plain = await east.InvokeAsync(SignedClient.Body("Hello"));

        Assert.Equal(
            [429, 503, 500, 403, 200],
            new[] { inTheWest, unlucky, streamed, byArn, plain }.Select(response => (int)response.StatusCode)
        );
    }

    [Fact]
    public async Task Times_are_counted_down_once_each_by_invocations_at_the_same_time()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);
        emulator.Faults.Add(new() { Fault = FaultKind.Throttle, Times = 7 });

        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.InvokeAsync(SignedClient.Body("echo: x"))));

        Assert.Equal(7, responses.Count(response => response.StatusCode == HttpStatusCode.TooManyRequests));
    }

    [Theory]
    [InlineData("""{"fault":"sulk"}""", "end_of_life")]
    [InlineData("""{"fault":3}""", "end_of_life")]
    [InlineData("""{"fault":"throttle","tmies":1}""", "when_prompt_contains")]
    [InlineData("""{"times":1}""", "whose fault is one of")]
    [InlineData("""{"fault":"fail_mid_stream","exception":"sulkException"}""", "modelStreamErrorException")]
    [InlineData("""{"fault":"throttle","operation":"Embed"}""", "InvokeModelWithResponseStream")]
    [InlineData("""{"fault":"throttle","times":0}""", "times")]
    [InlineData("null", "whose fault is one of")]
    [InlineData("{", "whose fault is one of")]
    public async Task A_rule_that_is_not_understood_is_refused_with_what_there_is(string rule, string named)
    {
        await using var emulator = await TestEmulator.StartAsync();

        using var response = await PostRuleAsync(emulator, rule);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(named, await MessageOfAsync(response));
        Assert.Empty(emulator.Faults.All);
    }

    [Fact]
    public async Task Rules_can_be_listed_with_their_remaining_number_and_deleted()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using var http = Http(emulator);
        using SignedClient client = new(emulator.Url);
        using var posted = await PostRuleAsync(emulator, """{"fault":"throttle","times":3}""");
        using var struck = await client.InvokeAsync(SignedClient.Body("Hello"));

        var listed = await http.GetStringAsync("/faults", TestContext.Current.CancellationToken);
        using var deleted = await http.DeleteAsync("/faults", TestContext.Current.CancellationToken);
        var left = await http.GetStringAsync("/faults", TestContext.Current.CancellationToken);

        var rule = Assert.Single(JsonNode.Parse(listed)!.AsArray())!;
        Assert.Equal(("throttle", 2), ((string?)rule["fault"], (int)rule["times"]!));
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal("[]", left);
    }

    private static HttpClient Http(BedrockEmulator emulator) =>
        new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = emulator.Url };

    private static async Task<HttpResponseMessage> PostRuleAsync(BedrockEmulator emulator, string rule)
    {
        using var http = Http(emulator);
        using StringContent content = new(rule, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return await http.PostAsync("/faults", content, TestContext.Current.CancellationToken);
    }

    private static async Task<string> MessageOfAsync(HttpResponseMessage response) =>
        (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["message"]!;
}
