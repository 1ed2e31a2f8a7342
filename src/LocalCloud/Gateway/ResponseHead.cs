using System.Globalization;
using System.Text.Json;

namespace LocalCloud.Gateway;

/// <summary>Status and headers of a function's answer, validated as API Gateway does before anything is sent.</summary>
internal sealed record ResponseHead(int Status, IReadOnlyList<KeyValuePair<string, string[]>> Headers)
{
    // Headers of the connection or of the gateway; API Gateway renames them if a function sends them.
    private static readonly HashSet<string> _remapped = new(
        ["Connection", "Content-Length", "Date", "Server", "WWW-Authenticate"],
        StringComparer.OrdinalIgnoreCase
    );

    /// <param name="head">A JSON object.</param>
    /// <param name="members">The allowed members; any other makes it malformed.</param>
    /// <exception cref="MalformedResponseException">Not valid for API Gateway.</exception>
    public static ResponseHead Read(JsonElement head, params ReadOnlySpan<string> members)
    {
        if (head.ValueKind != JsonValueKind.Object)
        {
            throw new MalformedResponseException("its answer is not a JSON object");
        }

        foreach (var member in head.EnumerateObject())
        {
            if (!members.Contains(member.Name))
            {
                throw new MalformedResponseException($"its answer has a member {member.Name}");
            }
        }

        // If a name is in both, the list of values is used.
        var lists = Entries(head, "multiValueHeaders").Select(header => Header(header.Name, Values(header))).ToList();
        var single = Entries(head, "headers")
            .Select(header => Header(header.Name, [Text(header)]))
            .Where(header => !lists.Exists(list => list.Key.Equals(header.Key, StringComparison.OrdinalIgnoreCase)));

        return new(ReadStatus(head), [.. single, .. lists, .. Cookies(head)]);
    }

    public void WriteTo(HttpResponse response)
    {
        response.StatusCode = Status;
        foreach (var (name, values) in Headers)
        {
            foreach (var value in values)
            {
                response.Headers.Append(name, value);
            }
        }
    }

    private static int ReadStatus(JsonElement head)
    {
        var status = head.TryGetProperty("statusCode", out var given) ? given : default;
        int? code = status.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => StatusCodes.Status200OK,
            JsonValueKind.Number when status.TryGetInt32(out var number) => number,
            JsonValueKind.String when int.TryParse(status.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
                number,
            _ => null,
        };

        return code is >= 100 and <= 599 and not 101 ? code.Value : throw new MalformedResponseException($"its statusCode is {status}");
    }

    private static KeyValuePair<string, string[]> Header(string name, string[] values)
    {
        // Values that are not valid in HTTP would otherwise fail when the first byte is sent.
        if (
            name.Length == 0
            || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && !"!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal))
        )
        {
            throw new MalformedResponseException($"its header {JsonEncodedText.Encode(name)} has a name that HTTP does not allow");
        }

        return values.Any(value => value.Any(letter => letter is < ' ' and not '\t' or > '~'))
            ? throw new MalformedResponseException($"its header {name} has a value that HTTP does not allow")
            : new(_remapped.Contains(name) ? $"x-amzn-Remapped-{name}" : name, values);
    }

    private static IEnumerable<KeyValuePair<string, string[]>> Cookies(JsonElement head) =>
        !head.TryGetProperty("cookies", out var cookies) || cookies.ValueKind == JsonValueKind.Null ? []
        : cookies.ValueKind == JsonValueKind.Array
            ? [Header("Set-Cookie", [.. cookies.EnumerateArray().Select(cookie => Text("cookies", cookie))])]
        : throw new MalformedResponseException("its cookies are not an array");

    private static IEnumerable<JsonProperty> Entries(JsonElement head, string name) =>
        !head.TryGetProperty(name, out var entries) || entries.ValueKind == JsonValueKind.Null ? []
        : entries.ValueKind == JsonValueKind.Object ? entries.EnumerateObject().Where(entry => !entry.NameEquals("Transfer-Encoding"))
        : throw new MalformedResponseException($"its {name} are not an object");

    private static string[] Values(JsonProperty header) =>
        header.Value.ValueKind == JsonValueKind.Array
            ? [.. header.Value.EnumerateArray().Select(value => Text(header.Name, value))]
            : [Text(header)];

    private static string Text(JsonProperty header) => Text(header.Name, header.Value);

    private static string Text(string name, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => throw new MalformedResponseException($"its header {JsonEncodedText.Encode(name)} is neither a string nor a boolean"),
        };
}
