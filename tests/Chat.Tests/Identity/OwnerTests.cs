using System.Text;
using System.Text.Json.Nodes;
using LocalCloud.Settings;
using Shared;

namespace Chat.Tests.Identity;

/// <summary>Whose data it is when an identity is renewed: at the functions, by events as API Gateway writes them.</summary>
public sealed class OwnerTests(LocalCloudFixture cloud)
{
    [Fact]
    public async Task A_rotated_API_key_sees_the_conversations_of_the_key_it_replaces_and_another_owners_key_does_not()
    {
        await using var functions = await LocalCloudFixture.StartAsync(
            new()
            {
                DynamoDB = new DynamoDBChoice.Endpoint(cloud.Cloud.DynamoDB.Url),
                Environment = new Dictionary<string, string> { ["API_KEY_OWNERS"] = "leaked0001=alice,renewed002=alice,otherkey03=bob" },
            }
        );
        var id = await CreateAsync(functions, Key("leaked0001"));

        var renewed = await StatusAsync(functions, id, Key("renewed002"));
        var other = await StatusAsync(functions, id, Key("otherkey03"));

        Assert.Equal((200, 404), (renewed, other));
    }

    [Fact]
    public async Task A_role_keeps_its_conversations_when_its_session_is_renamed_and_another_role_does_not_see_them()
    {
        var id = await CreateAsync(cloud, Session("AROAEXAMPLEROLEID1234:monday"));

        var renamed = await StatusAsync(cloud, id, Session("AROAEXAMPLEROLEID1234:tuesday"));
        var other = await StatusAsync(cloud, id, Session("AROAEXAMPLEROLEID9999:monday"));

        Assert.Equal((200, 404), (renamed, other));
    }

    private static JsonObject Key(string id) => new() { ["apiKey"] = "a-value-that-nobody-reads", ["apiKeyId"] = id };

    private static JsonObject Session(string principal) => new() { ["caller"] = principal, ["user"] = principal };

    private static async Task<string> CreateAsync(LocalCloudFixture cloud, JsonObject identity)
    {
        var (status, _, body) = await cloud.RunAsync("conversations", Event("POST", "/conversations", identity, id: null, body: "{}"));

        Assert.Equal(201, status);
        return Answers.Parse(body).Text("id");
    }

    private static async Task<int> StatusAsync(LocalCloudFixture cloud, string id, JsonObject identity) =>
        (await cloud.RunAsync("conversations", Event("GET", "/conversations/{id}", identity, id, body: null))).Status;

    private static byte[] Event(string method, string resource, JsonObject identity, string? id, string? body) =>
        Encoding.UTF8.GetBytes(
            new JsonObject
            {
                ["httpMethod"] = method,
                ["resource"] = resource,
                ["pathParameters"] = id is null ? null : new JsonObject { ["id"] = id },
                ["headers"] = new JsonObject { ["Content-Type"] = "application/json" },
                ["requestContext"] = new JsonObject { ["requestId"] = Guid.NewGuid().ToString(), ["identity"] = identity },
                ["body"] = body,
                ["isBase64Encoded"] = false,
            }.ToJsonString()
        );
}
