namespace LocalCloud.Settings;

/// <summary>LocalCloud's options.</summary>
internal sealed record CloudOptions
{
    public static readonly TimeSpan DefaultBodyTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The gateway's port; the Bedrock emulator and DynamoDB get the next two. 0 picks free ones.</summary>
    public int Port { get; init; }

    public BedrockChoice Bedrock { get; init; } = new BedrockChoice.Scripted();

    public DynamoDBChoice DynamoDB { get; init; } = new DynamoDBChoice.InMemory();

    public FunctionsChoice Functions { get; init; } = new FunctionsChoice.InProcess();

    /// <summary>The folder of the emulator's knowledge base; null for none.</summary>
    public string? Knowledge { get; init; }

    /// <summary>Further environment variables of the functions.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The functions' table.</summary>
    public string Table => Environment.GetValueOrDefault("CHAT_TABLE") is { Length: > 0 } name ? name : "chat";

    /// <summary>The functions' timeout; API Gateway's longest stream is the same.</summary>
    public TimeSpan FunctionTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a client may take to send a request's body.</summary>
    public TimeSpan BodyTimeout { get; init; } = DefaultBodyTimeout;

    /// <summary>How the emulator counts the tags inside a prompt.</summary>
    public TagReading Tags { get; init; }

    /// <summary>The pause between two pieces of the scripted model's answer.</summary>
    public TimeSpan TokenDelay { get; init; } = TimeSpan.FromMilliseconds(25);
}

/// <summary>What answers calls to Bedrock.</summary>
internal abstract record BedrockChoice
{
    private BedrockChoice() { }

    /// <exception cref="UsageException">The text is none of the three.</exception>
    public static BedrockChoice Parse(string text) =>
        text switch
        {
            "scripted" => new Scripted(),
            "aws" => new Aws(),
            _ when Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" => new Upstream(url),
            _ => throw new UsageException($"--bedrock is \"{text}\"; expected scripted, aws or an http(s) URL."),
        };

    /// <summary>The emulator with its scripted model.</summary>
    public sealed record Scripted : BedrockChoice;

    /// <summary>The real service.</summary>
    public sealed record Aws : BedrockChoice;

    /// <summary>The emulator in front of an OpenAI-compatible completions server.</summary>
    public sealed record Upstream(Uri Url) : BedrockChoice;
}

/// <summary>How the functions run.</summary>
internal abstract record FunctionsChoice
{
    private FunctionsChoice() { }

    /// <exception cref="UsageException">The file does not exist.</exception>
    public static FunctionsChoice Parse(string text) =>
        text == "in-process" ? new InProcess()
        : File.Exists(text) ? new Executable(Path.GetFullPath(text))
        : throw new UsageException($"--functions is \"{text}\"; expected in-process or the path of a published bootstrap.");

    /// <summary>Bootstrap loops inside this process.</summary>
    public sealed record InProcess : FunctionsChoice;

    /// <summary>A process per instance.</summary>
    public sealed record Executable(string Path) : FunctionsChoice;
}
