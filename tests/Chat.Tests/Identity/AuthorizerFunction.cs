using System.Text.Json.Nodes;

namespace Chat.Tests.Identity;

/// <summary>The function <c>authorizer</c> behind the Runtime API, asked as API Gateway asks it.</summary>
internal sealed class AuthorizerFunction : IAsyncDisposable
{
    public const string Method = "arn:aws:execute-api:us-east-1:123456789012:abc123/v1/POST/chat/completions";

    private readonly LoneFunction _function;

    private AuthorizerFunction(LoneFunction function) => _function = function;

    /// <summary>Nothing but its name is set: no table, no model, no region, no credentials.</summary>
    public static async Task<AuthorizerFunction> StartAsync(string variable = "_HANDLER") =>
        new(
            await LoneFunction.StartAsync(
                "authorizer",
                variable == "_HANDLER" ? new Dictionary<string, string>() : new() { [variable] = "authorizer" }
            )
        );

    public Task<JsonNode> AnswerAsync(params (string Name, string Value)[] headers) => AnswerAsync(Event(headers));

    public Task<JsonNode> AnswerAsync(string payload) => _function.AnswerAsync(payload);

    public Task FailAsync(string payload) => _function.FailAsync(payload);

    public static string Event(params (string Name, string Value)[] headers)
    {
        var single = headers.ToDictionary(header => header.Name, header => (JsonNode?)header.Value);
        var multiple = headers.ToDictionary(header => header.Name, header => (JsonNode?)new JsonArray((JsonNode?)header.Value));

        return $$"""
            {
              "type": "REQUEST",
              "methodArn": "{{Method}}",
              "resource": "/chat/completions",
              "path": "/chat/completions",
              "httpMethod": "POST",
              "headers": {{new JsonObject(single).ToJsonString()}},
              "multiValueHeaders": {{new JsonObject(multiple).ToJsonString()}},
              "queryStringParameters": {},
              "multiValueQueryStringParameters": {},
              "pathParameters": {},
              "stageVariables": {},
              "requestContext": {
                "resourceId": "c0mp1t",
                "resourcePath": "/chat/completions",
                "httpMethod": "POST",
                "requestTimeEpoch": 1795428930000,
                "requestId": "4ee6cf60-1f54-4304-a92f-16d004941d87",
                "path": "/v1/chat/completions",
                "stage": "v1",
                "accountId": "123456789012",
                "apiId": "abc123",
                "identity": { "sourceIp": "203.0.113.7", "userAgent": "OpenAI/Python 2.1.0", "userArn": null }
              }
            }
            """;
    }

    public ValueTask DisposeAsync() => _function.DisposeAsync();
}
