namespace LocalCloud.Settings;

/// <summary>What answers calls to DynamoDB.</summary>
internal abstract record DynamoDBChoice
{
    private DynamoDBChoice() { }

    /// <param name="data">A folder, "memory", or null for the repository's own folder.</param>
    /// <param name="endpoint">A URL, or null.</param>
    /// <exception cref="UsageException">Not a URL, or there is no repository.</exception>
    public static DynamoDBChoice Parse(string? data, string? endpoint) =>
        (data, endpoint) switch
        {
            (_, { } text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                ? new Endpoint(url)
                : throw new UsageException($"--dynamodb is \"{text}\"; expected an http(s) URL."),
            ("memory", _) => new InMemory(),
            _ => new InFolder(Path.Combine(Path.GetFullPath(data ?? Path.Combine(Checkout.Root, ".local")), "dynamodb")),
        };

    /// <summary>dynalite with its data in memory.</summary>
    public sealed record InMemory : DynamoDBChoice;

    /// <summary>dynalite, with its data in a folder.</summary>
    public sealed record InFolder(string Path) : DynamoDBChoice;

    /// <summary>Another server, which is started and ended elsewhere.</summary>
    public sealed record Endpoint(Uri Url) : DynamoDBChoice;
}
