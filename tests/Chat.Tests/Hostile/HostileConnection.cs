using System.Text;
using Shared;

namespace Chat.Tests.Hostile;

/// <summary>What a hostile client sends on a connection.</summary>
/// <param name="Pieces">The bytes, as they are sent.</param>
/// <param name="IsLeft">Whether it resets the connection instead of reading.</param>
internal sealed record HostileConnection(IReadOnlyList<byte[]> Pieces, bool IsLeft)
{
    private const string Chat = """{"messages":[{"role":"user","content":"echo: hi"}]}""";
    private const string Stream = """{"messages":[{"role":"user","content":"echo: hi"}],"stream":true}""";
    private const string Json = "Authorization: Bearer hostile\r\nContent-Type: application/json\r\n";

    private static readonly string[] _requests =
    [
        "GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n",
        $"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n{Json}Content-Length: {Chat.Length}\r\n\r\n{Chat}",
        $"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n{Json}Content-Length: {Stream.Length}\r\n\r\n{Stream}",
        $"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n{Json}Transfer-Encoding: chunked\r\n\r\n{Chunked(Chat)}",
        $"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n{Json}Content-Length: {Chat.Length}\r\n\r\n{Chat}",
        "GET /v1/conversations?limit=2&cursor=x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer hostile\r\n\r\n",
        "OPTIONS /v1/conversations HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nAccess-Control-Request-Method: POST\r\n\r\n",
        "GET http://localhost/v1/models HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer hostile\r\n\r\n",
    ];

    public static HostileConnection Next(Random random)
    {
        // Several requests on a connection are sent without waiting for the answers.
        var requests = string.Concat(random.GetItems(_requests, random.Next(1, 4)));
        var bytes = Broken(random, requests);

        return new([.. Cut(random, bytes)], IsLeft: random.Next(8) == 0);
    }

    private static byte[] Broken(Random random, string requests) =>
        random.Next(12) switch
        {
            0 => Encoding.Latin1.GetBytes(requests)[..random.Next(requests.Length)],
            1 => Encoding.Latin1.GetBytes(requests.Replace("\r\n", "\n", StringComparison.Ordinal)),
            2 => Headed(random, requests, "Content-Length: 5\r\nContent-Length: 6\r\n"),
            3 => Headed(random, requests, "Content-Length: -1\r\n"),
            4 => Headed(random, requests, "Content-Length: 99999999999999999999\r\nTransfer-Encoding: chunked, gzip\r\n"),
            5 => Headed(random, requests, $"X-Long: {new string('a', random.Next(1, 40_000))}\r\n"),
            6 => Headed(random, requests, string.Concat(Enumerable.Range(0, random.Next(1, 200)).Select(index => $"X-{index}: \0\r\n"))),
            7 => Headed(random, requests, " folded\r\n: nameless\r\nno colon\r\nHost: evil.example\r\n"),
            8 => Encoding.Latin1.GetBytes(requests.Replace(";extension=1", "FFFFFFFFFFFF;x=\"", StringComparison.Ordinal)),
            9 => Encoding.Latin1.GetBytes(
                requests.Replace("/v1/", $"/v1/{new string('/', random.Next(1, 9_000))}%00%zz", StringComparison.Ordinal)
            ),
            10 => [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. HostileBytes.Any(random, random.Next(100))],
            _ => HostileBytes.Changed(random, Encoding.Latin1.GetBytes(requests)),
        };

    private static byte[] Headed(Random random, string requests, string headers)
    {
        var places = Enumerable.Range(0, requests.Length).Where(place => requests.AsSpan(place).StartsWith("Host:")).ToList();

        return Encoding.Latin1.GetBytes(requests.Insert(places[random.Next(places.Count)], headers));
    }

    private static string Chunked(string body) => $"{body.Length:X};extension=1\r\n{body}\r\n0\r\nX-Trailer: 1\r\n\r\n";

    private static IEnumerable<byte[]> Cut(Random random, byte[] bytes)
    {
        var rest = bytes;
        for (var cuts = random.Next(4); cuts > 0 && rest.Length > 1; cuts--)
        {
            var place = random.Next(1, rest.Length);
            yield return rest[..place];
            rest = rest[place..];
        }

        yield return rest;
    }
}
