using Chat.Http;

namespace Chat.Completions;

/// <summary>Tells which region answered, where the body belongs to OpenAI or to the model and has no place for it.</summary>
internal sealed class ServedByHeader
{
    /// <summary>Known with a stream's first event, which is before its status is sent unless the model is slow.</summary>
    public string? Region { get; set; }

    public IEnumerable<KeyValuePair<string, string>> Headers() => Of(Region);

    public static IEnumerable<KeyValuePair<string, string>> Of(string? region) =>
        region is null ? [] : [new(ApiHeaders.ServedByRegion, region)];
}
