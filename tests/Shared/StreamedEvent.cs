using System.Text.Json.Nodes;

namespace Shared;

/// <summary>One event of a <c>text/event-stream</c>, read as a browser would.</summary>
internal sealed record StreamedEvent(string? Type, string Data)
{
    public JsonNode Json => JsonNode.Parse(Data)!;

    /// <summary>The text in one of OpenAI's chunks; empty when there is none.</summary>
    public string Content =>
        Json["choices"] is JsonArray { Count: > 0 } choices ? choices[0]!["delta"]!["content"]?.GetValue<string>() ?? "" : "";

    public static IReadOnlyList<StreamedEvent> ReadAll(string stream)
    {
        Assert.EndsWith("\n\n", stream, StringComparison.Ordinal);

        return [.. stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(block => block[0] != ':').Select(Read)];
    }

    /// <summary>The next event of a stream that is still being written; null at its end.</summary>
    public static async Task<StreamedEvent?> ReadAsync(StreamReader stream)
    {
        List<string> lines = [];
        while (await stream.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Length > 0)
            {
                lines.Add(line);
            }
            else if (lines.Count > 0)
            {
                return Read(string.Join('\n', lines));
            }
        }

        return null;
    }

    private static StreamedEvent Read(string block)
    {
        var fields = block.Split('\n').Select(line => line.Split(": ", 2)).ToLookup(field => field[0], field => field[1]);

        return new(fields["event"].SingleOrDefault(), string.Join('\n', fields["data"]));
    }
}
