using Chat.Configuration;

namespace Chat.Http;

/// <summary>A route of the REST API. The CDK app creates API Gateway's methods from this list.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The resource path behind the stage.</param>
/// <param name="Function">The name of the function that handles it.</param>
/// <param name="IsPublic">Whether it needs no authentication.</param>
public sealed record ApiRoute(string Method, string Path, string Function, bool IsPublic = false)
{
    /// <summary>The stage of API Gateway: the first segment of every URL.</summary>
    public const string Stage = "v1";

    /// <summary>The query parameters that it reads; others only bring a hint.</summary>
    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>Whether the function answers with Lambda response streaming, for JSON as well as for events.</summary>
    public bool Streams => Function is not (FunctionNames.Conversations or FunctionNames.Admin);

    /// <summary>All routes, in the order of the documentation.</summary>
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/health", FunctionNames.Completions, IsPublic: true),
        new("GET", "/openapi.json", FunctionNames.Completions, IsPublic: true),
        new("GET", "/models", FunctionNames.Completions),
        new("GET", "/models/{id+}", FunctionNames.Completions),
        new("POST", "/invoke", FunctionNames.Completions) { Query = ["model"] },
        new("POST", "/chat/completions", FunctionNames.Completions),
        new("POST", "/completions", FunctionNames.Completions),
        new("POST", "/conversations", FunctionNames.Conversations),
        new("GET", "/conversations", FunctionNames.Conversations) { Query = ["limit", "cursor", "q", "archived"] },
        new("DELETE", "/conversations", FunctionNames.Conversations),
        new("GET", "/conversations/{id}", FunctionNames.Conversations),
        new("PATCH", "/conversations/{id}", FunctionNames.Conversations),
        new("DELETE", "/conversations/{id}", FunctionNames.Conversations),
        new("GET", "/conversations/{id}/export", FunctionNames.Messages) { Query = ["format"] },
        new("GET", "/conversations/{id}/messages", FunctionNames.Conversations) { Query = ["limit", "cursor", "order", "view", "leaf"] },
        new("POST", "/conversations/{id}/messages", FunctionNames.Messages),
        new("GET", "/conversations/{id}/messages/{turn}", FunctionNames.Messages),
        new("PUT", "/conversations/{id}/messages/{turn}/feedback", FunctionNames.Conversations),
        new("DELETE", "/conversations/{id}/messages/{turn}/feedback", FunctionNames.Conversations),
        new("POST", "/conversations/{id}/cancel", FunctionNames.Conversations),
        new("GET", "/usage", FunctionNames.Conversations) { Query = ["from", "to"] },
        new("GET", "/admin/limits/{subject}", FunctionNames.Admin),
        new("PUT", "/admin/limits/{subject}", FunctionNames.Admin),
        new("GET", "/admin/usage", FunctionNames.Admin) { Query = ["from", "to", "group"] },
        new("GET", "/admin/owners/{owner}", FunctionNames.Admin),
        new("DELETE", "/admin/owners/{owner}", FunctionNames.Admin),
        new("PUT", "/admin/owners/{owner}/block", FunctionNames.Admin),
        new("DELETE", "/admin/owners/{owner}/block", FunctionNames.Admin),
    ];
}
