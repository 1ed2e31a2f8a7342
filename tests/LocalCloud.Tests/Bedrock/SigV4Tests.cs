using System.Net;

namespace LocalCloud.Tests.Bedrock;

public sealed class SigV4Tests
{
    [Fact]
    public async Task A_request_without_a_signature_misses_its_token()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);

        using var response = await client.InvokeAsync(SignedClient.Body("Hi"), change: request => request.Headers.Remove("Authorization"));

        AssertRefused(response, "MissingAuthenticationTokenException");
    }

    [Fact]
    public async Task An_authorization_of_another_kind_is_incomplete()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);

        using var response = await client.InvokeAsync(
            SignedClient.Body("Hi"),
            change: request => request.Headers.Authorization = new("Basic", "me")
        );

        AssertRefused(response, "IncompleteSignatureException");
    }

    [Theory]
    [InlineData(SignedClient.Llama, "us-east-1")]
    [InlineData("arn:aws:bedrock:eu-west-1:123456789012:imported-model/abcdef123456", "eu-west-1")]
    public async Task A_Bedrock_API_key_needs_no_signature(string model, string region)
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);

        using var response = await client.SendAsync(
            "invoke",
            model,
            SignedClient.Body("Hi"),
            request => request.Headers.Authorization = new("Bearer", "bedrock-api-key-abc")
        );

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(region, (await emulator.Journal.WhenAsync(_ => true, TestContext.Current.CancellationToken)).Region);
    }

    [Fact]
    public async Task An_unknown_access_key_is_not_recognized()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url) { AccessKey = "AKIDSOMEONEELSE" };

        using var response = await client.InvokeAsync(SignedClient.Body("Hi"));

        AssertRefused(response, "UnrecognizedClientException");
        Assert.Contains(
            "The security token included in the request is invalid.",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_wrong_secret_makes_a_wrong_signature()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url) { SecretKey = "guessed" };

        using var response = await client.InvokeAsync(SignedClient.Body("Hi"));

        AssertRefused(response, "InvalidSignatureException");
    }

    [Fact]
    public async Task A_body_that_changed_after_signing_is_refused()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url);

        using var response = await client.InvokeAsync(
            SignedClient.Body("Hi"),
            change: request =>
                request.Content = new StringContent(
                    SignedClient.Body("Ho"),
                    new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")
                )
        );

        AssertRefused(response, "InvalidSignatureException");
    }

    [Fact]
    public async Task A_signature_for_another_service_is_refused()
    {
        await using var emulator = await TestEmulator.StartAsync();
        using SignedClient client = new(emulator.Url) { Service = "bedrock-runtime" };

        using var response = await client.InvokeAsync(SignedClient.Body("Hi"));

        AssertRefused(response, "InvalidSignatureException");
    }

    [Theory]
    [InlineData(-299, HttpStatusCode.OK)]
    [InlineData(299, HttpStatusCode.OK)]
    [InlineData(-301, HttpStatusCode.Forbidden)]
    [InlineData(301, HttpStatusCode.Forbidden)]
    public async Task Clocks_may_differ_by_five_minutes(int secondsOff, HttpStatusCode status)
    {
        DateTimeOffset noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
        await using var emulator = await TestEmulator.StartAsync(time: new StoppedClock(noon));
        using SignedClient client = new(emulator.Url) { SignedAt = noon.AddSeconds(secondsOff) };

        using var response = await client.InvokeAsync(SignedClient.Body("echo: Hi"));

        Assert.Equal(status, response.StatusCode);
    }

    private static void AssertRefused(HttpResponseMessage response, string type)
    {
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(
            $"{type}:http://internal.amazon.com/coral/com.amazon.bedrock/",
            response.Headers.GetValues("x-amzn-ErrorType").Single()
        );
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
