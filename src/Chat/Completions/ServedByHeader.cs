using Chat.Http;

namespace Chat.Completions;

/// <summary>A header with the region that answered, for bodies in OpenAI's or the model's format, which have no field for it.</summary>
internal sealed class ServedByHeader
{
    /// <summary>Known with the first event of a stream; if the model is slow, the headers have been sent without it by then.</summary>
    public string? Region { get; set; }

    public IEnumerable<KeyValuePair<string, string>> Headers() => Of(Region);

    public static IEnumerable<KeyValuePair<string, string>> Of(string? region) =>
        region is null ? [] : [new(ApiHeaders.ServedByRegion, region)];
}
