using System.Globalization;
using System.Text;

namespace Chat.Tests.Hostile;

/// <summary>Reads HTTP/1.1 responses from the bytes of a connection, strictly.</summary>
internal static class RawResponses
{
    private const string Version = "HTTP/1.1 ";

    // The head of the frame by which a server of HTTP/1.1 refuses HTTP/2.
    private const string GoAway = "\0\0\b\a";

    /// <summary>The statuses of all responses. The last one may be cut; anything that is no response fails the test.</summary>
    public static IReadOnlyList<int> Statuses(byte[] received)
    {
        var rest = Encoding.Latin1.GetString(received);
        List<int> statuses = [];
        while (rest.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end)
        {
            var head = rest[..end].Split("\r\n");
            Assert.Matches("^HTTP/1\\.1 [1-5][0-9][0-9]( |$)", head[0]);
            Assert.All(head.Skip(1), header => Assert.Matches("^[!-9;-~]+: ?[\\t -~\\x80-\\xff]*$", header));

            var status = int.Parse(head[0].AsSpan(9, 3), CultureInfo.InvariantCulture);
            statuses.Add(status);
            rest = rest[(end + 4)..];
            if (status is >= 200 and not (204 or 304))
            {
                rest = AfterBody(head, rest);
            }
        }

        var isCut = rest.StartsWith(Version, StringComparison.Ordinal) || Version.StartsWith(rest, StringComparison.Ordinal);
        Assert.True(isCut || rest.StartsWith(GoAway, StringComparison.Ordinal), rest);
        return statuses;
    }

    private static string AfterBody(string[] head, string rest)
    {
        if (Header(head, "Content-Length") is { } length)
        {
            return rest[Math.Min(int.Parse(length, CultureInfo.InvariantCulture), rest.Length)..];
        }

        return Header(head, "Transfer-Encoding") == "chunked" ? AfterChunks(rest) : "";
    }

    private static string AfterChunks(string rest)
    {
        while (rest.IndexOf("\r\n", StringComparison.Ordinal) is >= 0 and var end)
        {
            var length = int.Parse(rest[..end], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            rest = rest[Math.Min(rest.Length, end + 2 + length + 2)..];
            if (length == 0)
            {
                return rest;
            }
        }

        return "";
    }

    private static string? Header(string[] head, string name) =>
        head.FirstOrDefault(header => header.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))?.Split(':', 2)[1].Trim();
}
