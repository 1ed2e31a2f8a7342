using Shared;

namespace Chat.Tests.Identity;

public sealed class ApiKeyAuthorizerTests : IAsyncLifetime
{
    private const string Key = "apikey1234abcdefghij0123456789";

    private AuthorizerFunction? _authorizer;

    private AuthorizerFunction Authorizer => _authorizer!;

    public async ValueTask InitializeAsync() => _authorizer = await AuthorizerFunction.StartAsync();

    public ValueTask DisposeAsync() => Authorizer.DisposeAsync();

    [Fact]
    public async Task A_key_is_handed_to_the_gateway_with_leave_for_the_one_method_that_was_asked_for()
    {
        var answer = await Authorizer.AnswerAsync(("x-api-key", Key));

        Assert.Equal(
            $$"""
            {"principalId":"api-key-holder","policyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["execute-api:Invoke"],"Resource":["{{AuthorizerFunction.Method}}"]}]},"usageIdentifierKey":"{{Key}}"}
            """,
            answer.ToJsonString()
        );
    }

    [Theory]
    [InlineData("x-api-key", Key)]
    [InlineData("X-Api-Key", Key)]
    [InlineData("X-API-KEY", $" {Key} ")]
    [InlineData("Authorization", $"Bearer {Key}")]
    [InlineData("authorization", $"bearer {Key}")]
    [InlineData("AUTHORIZATION", $"BEARER   {Key} ")]
    public async Task The_key_is_found_in_either_header_however_it_is_written(string name, string value)
    {
        var answer = await Authorizer.AnswerAsync(("Accept", "*/*"), (name, value));

        Assert.Equal(Key, answer.Text("usageIdentifierKey"));
    }

    [Theory]
    [InlineData("x-api-key")]
    [InlineData("Authorization")]
    public async Task Of_two_keys_the_one_in_x_api_key_counts_whatever_comes_first(string first)
    {
        (string, string)[] headers = [("x-api-key", Key), ("Authorization", $"Bearer {new string('b', 40)}")];

        var answer = await Authorizer.AnswerAsync([.. headers.OrderBy(header => header.Item1 != first)]);

        Assert.Equal(Key, answer.Text("usageIdentifierKey"));
    }

    [Fact]
    public async Task An_empty_header_is_none()
    {
        var answer = await Authorizer.AnswerAsync(("x-api-key", " "), ("Authorization", $"Bearer {Key}"));

        Assert.Equal(Key, answer.Text("usageIdentifierKey"));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(128)]
    public async Task The_shortest_and_the_longest_key_are_keys(int length)
    {
        var answer = await Authorizer.AnswerAsync(("x-api-key", new string('k', length)));

        Assert.Equal(length, answer.Text("usageIdentifierKey").Length);
    }

    [Theory]
    [InlineData("Accept", "*/*")]
    [InlineData("x-api-key", "")]
    [InlineData("x-api-key", "   ")]
    [InlineData("x-api-key", "kkkkkkkkkkkkkkkkkkk")]
    [InlineData("x-api-key", "kkkkkkkkkkkkkkkkkkkkkkkk\u0007")]
    [InlineData("x-api-key", "ключключключключключключ")]
    [InlineData("Authorization", "")]
    [InlineData("Authorization", "Bearer")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "Bearer short")]
    [InlineData("Authorization", Key)]
    [InlineData("Authorization", $"Basic {Key}")]
    public async Task What_holds_no_key_is_denied_and_is_no_error_of_the_function(string name, string value)
    {
        await AssertDeniedAsync(AuthorizerFunction.Event((name, value)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"type":"REQUEST","headers":null}""")]
    [InlineData($$"""{"type":"REQUEST","headers":{ "x-api-key":"{{Key}}" } }""")]
    [InlineData($$"""{"type":"TOKEN","authorizationToken":"Bearer {{Key}}","methodArn":"{{AuthorizerFunction.Method}}"}""")]
    public async Task An_event_without_headers_or_method_is_denied_in_the_same_way(string payload)
    {
        await AssertDeniedAsync(payload);
    }

    [Theory]
    [InlineData(",\"X-Other\":\"\\ud800\",\"\\udc00\":\"1\"", "")]
    [InlineData("", ",\"stageVariables\":{\"\\ud800\":\"\\udc00\"}")]
    [InlineData("", ",\"\\ud800\":1")]
    public async Task Half_a_surrogate_pair_beside_the_key_does_no_harm(string headers, string fields)
    {
        var answer = await Authorizer.AnswerAsync(
            $$"""{"type":"REQUEST","methodArn":"{{AuthorizerFunction.Method}}","headers":{"x-api-key":"{{Key}}"{{headers}} }{{fields}} }"""
        );

        Assert.Equal(Key, answer.Text("usageIdentifierKey"));
    }

    [Fact]
    public Task A_key_that_is_too_long_is_none() => AssertDeniedAsync(AuthorizerFunction.Event(("x-api-key", new string('k', 129))));

    [Fact]
    public async Task An_event_that_is_no_JSON_fails_and_does_not_end_the_function()
    {
        await Authorizer.FailAsync("no json at all");

        Assert.Equal(Key, (await Authorizer.AnswerAsync(("x-api-key", Key))).Text("usageIdentifierKey"));
    }

    private async Task AssertDeniedAsync(string payload)
    {
        var answer = await Authorizer.AnswerAsync(payload);

        Assert.Equal("Deny", answer["policyDocument"]!["Statement"]![0]!.Text("Effect"));
        Assert.Null(answer["usageIdentifierKey"]);
    }
}
