using System.Text.Json.Nodes;
using Chat.Hosting;
using Shared;

namespace Chat.Tests.OpenApi;

/// <summary>The OpenAPI document that the functions hold.</summary>
internal static class ApiDocument
{
    public static string Text { get; } = Read();

    public static JsonObject Root { get; } = Answers.Parse(Text).AsObject();

    /// <summary>Method, path and description of each route.</summary>
    public static IEnumerable<(string Method, string Path, JsonObject Operation)> Operations =>
        from path in Root["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where operation.Key != "parameters"
        select (operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject());

    /// <summary>A route's path as OpenAPI has it: its parameters have no mark for taking slashes too.</summary>
    public static string Documented(string path) => path.Replace("+}", "}", StringComparison.Ordinal);

    /// <summary>What is said of a status, behind its reference.</summary>
    public static JsonObject Response(string method, string path, int status)
    {
        var responses = Operations.Single(route => (route.Method, route.Path) == (method, Documented(path))).Operation["responses"]!;
        Assert.True(responses[$"{status}"] is not null, $"{method} {path} does not tell of {status}.");

        return Resolved(responses[$"{status}"]!);
    }

    public static JsonObject Resolved(JsonNode node) =>
        node["$ref"]?.GetValue<string>() is { } reference ? Target(reference) : node.AsObject();

    public static JsonObject Target(string reference) =>
        reference.Split('/') is ["#", .. var names] && names.Aggregate((JsonNode?)Root, (node, name) => node?[name]) is JsonObject target
            ? target
            : throw new InvalidOperationException($"{reference} leads nowhere.");

    /// <summary>Every object of the document.</summary>
    public static IEnumerable<JsonObject> Objects(JsonNode? node) =>
        node switch
        {
            JsonObject item => item.SelectMany(member => Objects(member.Value)).Prepend(item),
            JsonArray list => list.SelectMany(Objects),
            _ => [],
        };

    private static string Read()
    {
        using StreamReader resource = new(typeof(FunctionHost).Assembly.GetManifestResourceStream("openapi.json")!);

        return resource.ReadToEnd();
    }
}
