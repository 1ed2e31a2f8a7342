using System.Text.Json;

namespace Amazon.Shared;

/// <summary>Members of an error's JSON body. A body that is not JSON (a proxy's page) has none.</summary>
internal static class ErrorBody
{
    public static string? Text(byte[] body, string name) => Member(body, name)?.GetString();

    public static int? Number(byte[] body, string name) =>
        Member(body, name, JsonValueKind.Number) is { } member && member.TryGetInt32(out var number) ? number : null;

    private static JsonElement? Member(byte[] body, string name, JsonValueKind kind = JsonValueKind.String)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.Member(name, kind)?.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
