using System.Text;

namespace Aws.Tests.RuntimeApi;

/// <summary>One request as it came over the wire: head and body byte for byte, chunk framing included.</summary>
internal sealed record ReceivedRequest(string Head, byte[] RawBody)
{
    public string Line => Head[..Head.IndexOf("\r\n", StringComparison.Ordinal)];

    public string Text => Encoding.UTF8.GetString(RawBody);

    public string? Header(string name) =>
        Head.Split("\r\n")
            .Where(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 2)..])
            .FirstOrDefault();

    /// <summary>A trailer after the last chunk.</summary>
    public string? Trailer(string name) =>
        Text[Text.LastIndexOf("\r\n0\r\n", StringComparison.Ordinal)..]
            .Split("\r\n")
            .Where(line => line.StartsWith(name + ": ", StringComparison.Ordinal))
            .Select(line => line[(name.Length + 2)..])
            .FirstOrDefault();
}
