namespace Chat.Http;

/// <summary>A route of the REST API, as API Gateway is told of it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The resource path behind the stage.</param>
/// <param name="Function">The function that answers, by its name.</param>
/// <param name="IsPublic">Whether it is answered without authentication.</param>
public sealed record ApiRoute(string Method, string Path, string Function, bool IsPublic = false)
{
    /// <summary>Whether the function answers through Lambda's response streaming, be it JSON or events.</summary>
    public bool Streams => Function != "conversations";

    /// <summary>Every route, in the order of the documentation.</summary>
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/health", "completions", IsPublic: true),
        new("GET", "/openapi.json", "completions", IsPublic: true),
        new("GET", "/models", "completions"),
        new("GET", "/models/{id}", "completions"),
        new("POST", "/invoke", "completions"),
        new("POST", "/chat/completions", "completions"),
        new("POST", "/conversations", "conversations"),
        new("GET", "/conversations", "conversations"),
        new("DELETE", "/conversations", "conversations"),
        new("GET", "/conversations/{id}", "conversations"),
        new("PATCH", "/conversations/{id}", "conversations"),
        new("DELETE", "/conversations/{id}", "conversations"),
        new("GET", "/conversations/{id}/export", "messages"),
        new("GET", "/conversations/{id}/messages", "conversations"),
        new("POST", "/conversations/{id}/messages", "messages"),
        new("PUT", "/conversations/{id}/messages/{turn}/feedback", "conversations"),
        new("DELETE", "/conversations/{id}/messages/{turn}/feedback", "conversations"),
        new("POST", "/conversations/{id}/cancel", "conversations"),
        new("GET", "/usage", "conversations"),
    ];
}
