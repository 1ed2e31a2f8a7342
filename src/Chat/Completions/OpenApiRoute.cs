using Chat.Http;

namespace Chat.Completions;

/// <summary>GET /openapi.json: the description, put together from src/Chat/openapi at build, and read on the first request.</summary>
internal static class OpenApiRoute
{
    private static readonly Lazy<byte[]> _document = new(Read);

    public static Task<Reply> GetAsync(ApiRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Reply.Json(_document.Value));

    private static byte[] Read()
    {
        using var resource = typeof(OpenApiRoute).Assembly.GetManifestResourceStream("openapi.json")!;
        var utf8 = new byte[resource.Length];
        resource.ReadExactly(utf8);

        return utf8;
    }
}
