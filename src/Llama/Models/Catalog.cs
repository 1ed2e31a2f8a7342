namespace Llama;

/// <remarks>
/// To add a model, add an entry here and its name to <see cref="Catalog"/>. Facts are from AWS's documentation and price lists as of
/// 2026; <see cref="Unverified"/> names those that could not be verified.
/// </remarks>
public sealed partial record LlamaModel
{
    private static readonly string[] _threeRegions = ["us-east-1", "us-east-2", "us-west-2"];
    private static readonly string[] _fourRegions = ["us-east-1", "us-east-2", "us-west-1", "us-west-2"];
    private static readonly string[] _llama3Regions =
    [
        "us-east-1",
        "us-west-2",
        "ca-central-1",
        "eu-west-2",
        "ap-south-1",
        "us-gov-west-1",
    ];

    /// <summary>
    /// Llama 2 13B Chat. The context window is from Meta's model card. It was available on demand in two regions from 2023-11-29 and has
    /// since been retired.
    /// </summary>
    public static LlamaModel Llama2Chat13B { get; } =
        new()
        {
            Id = "meta.llama2-13b-chat-v1",
            Name = "Llama 2 13B Chat",
            Regions = ["us-east-1", "us-west-2"],
            ContextWindow = 4096,
            MaxGenLen = 2048,
            Pricing = new(InputPer1K: 0.00075m, OutputPer1K: 0.00100m, ProvisionedUnitPerHour: 21.18m),
            Lifecycle = ModelLifecycle.Retired,
            Template = PromptTemplate.Llama2,
            Tokenizer = Tokenizer.Llama2,
            Since = new(2023, 11, 29),
        };

    /// <summary>Llama 3 8B Instruct.</summary>
    public static LlamaModel Llama3Instruct8B { get; } =
        new()
        {
            Id = "meta.llama3-8b-instruct-v1:0",
            Name = "Llama 3 8B Instruct",
            Regions = _llama3Regions,
            ContextWindow = 8192,
            MaxGenLen = 2048,
            Pricing = new(InputPer1K: 0.0003m, OutputPer1K: 0.0006m),
            Lifecycle = ModelLifecycle.Active,
            Template = PromptTemplate.Llama3,
            Tokenizer = Tokenizer.Llama3,
            Since = new(2024, 4, 23),
            Unverified = ["lifecycle"],
        };

    /// <summary>Llama 3 70B Instruct.</summary>
    public static LlamaModel Llama3Instruct70B { get; } =
        new()
        {
            Id = "meta.llama3-70b-instruct-v1:0",
            Name = "Llama 3 70B Instruct",
            Regions = _llama3Regions,
            ContextWindow = 8192,
            MaxGenLen = 2048,
            Pricing = new(InputPer1K: 0.00265m, OutputPer1K: 0.0035m),
            Lifecycle = ModelLifecycle.Active,
            Template = PromptTemplate.Llama3,
            Tokenizer = Tokenizer.Llama3,
            Since = new(2024, 4, 23),
            Unverified = ["lifecycle"],
        };

    /// <summary>
    /// Llama 3.1 8B Instruct. 128K tokens are counted as 128,000. An answer of 2,048 tokens is documented; other sources say
    /// 4,096.
    /// </summary>
    public static LlamaModel Llama31Instruct8B { get; } =
        new()
        {
            Id = "meta.llama3-1-8b-instruct-v1:0",
            Name = "Llama 3.1 8B Instruct",
            Regions = ["us-west-2"],
            Profiles = [new("us", _threeRegions, _threeRegions)],
            ContextWindow = 128_000,
            MaxGenLen = 2048,
            Pricing = new(InputPer1K: 0.00022m, OutputPer1K: 0.00022m),
            Lifecycle = ModelLifecycle.Active,
            Template = PromptTemplate.Llama3,
            Tokenizer = Tokenizer.Llama3,
            Since = new(2024, 7, 23),
            Unverified = ["lifecycle", "max_gen_len", "created"],
        };

    /// <summary>Llama 3.1 70B Instruct; window and answer as for 8B.</summary>
    public static LlamaModel Llama31Instruct70B { get; } =
        new()
        {
            Id = "meta.llama3-1-70b-instruct-v1:0",
            Name = "Llama 3.1 70B Instruct",
            Regions = ["us-west-2"],
            Profiles = [new("us", _threeRegions, _threeRegions)],
            ContextWindow = 128_000,
            MaxGenLen = 2048,
            Pricing = new(InputPer1K: 0.00072m, OutputPer1K: 0.00072m),
            Lifecycle = ModelLifecycle.Active,
            Template = PromptTemplate.Llama3,
            Tokenizer = Tokenizer.Llama3,
            Since = new(2024, 7, 23),
            Unverified = ["lifecycle", "max_gen_len", "created"],
        };

    /// <summary>Llama 3.3 70B Instruct; 128K tokens are counted as 128,000.</summary>
    public static LlamaModel Llama33Instruct70B { get; } =
        new()
        {
            Id = "meta.llama3-3-70b-instruct-v1:0",
            Name = "Llama 3.3 70B Instruct",
            Regions = ["us-east-2"],
            Profiles = [new("us", _threeRegions, _threeRegions)],
            ContextWindow = 128_000,
            MaxGenLen = 4096,
            Pricing = new(InputPer1K: 0.00072m, OutputPer1K: 0.00072m),
            Lifecycle = ModelLifecycle.Legacy,
            EndOfLife = new(2027, 3, 30),
            Template = PromptTemplate.Llama3,
            Tokenizer = Tokenizer.Llama3,
            Since = new(2024, 12, 19),
            Unverified = ["created"],
        };

    /// <summary>Llama 4 Scout 17B Instruct. The window was measured by third parties in 2026-09; documents say 128K to 10M.</summary>
    public static LlamaModel Llama4Scout17B { get; } =
        new()
        {
            Id = "meta.llama4-scout-17b-instruct-v1:0",
            Name = "Llama 4 Scout 17B Instruct",
            Regions = [],
            Profiles = [new("us", _fourRegions, _fourRegions)],
            ContextWindow = 3_500_000,
            MaxGenLen = 4096,
            Pricing = new(InputPer1K: 0.00017m, OutputPer1K: 0.00066m),
            Lifecycle = ModelLifecycle.Active,
            Template = PromptTemplate.Llama4,
            Tokenizer = Tokenizer.Llama4,
            Streams = false,
            Since = new(2025, 4, 28),
            Unverified = ["lifecycle", "context_window", "streaming", "created"],
        };

    /// <summary>Llama 4 Maverick 17B Instruct. The window was measured by third parties in 2026-09.</summary>
    public static LlamaModel Llama4Maverick17B { get; } =
        new()
        {
            Id = "meta.llama4-maverick-17b-instruct-v1:0",
            Name = "Llama 4 Maverick 17B Instruct",
            Regions = [],
            Profiles = [new("us", _fourRegions, _fourRegions)],
            ContextWindow = 1_048_576,
            MaxGenLen = 4096,
            Pricing = new(InputPer1K: 0.00024m, OutputPer1K: 0.00097m),
            Lifecycle = ModelLifecycle.Active,
            Template = PromptTemplate.Llama4,
            Tokenizer = Tokenizer.Llama4,
            Streams = false,
            Since = new(2025, 4, 28),
            Unverified = ["lifecycle", "context_window", "streaming", "created"],
        };

    /// <summary>All models that this library knows.</summary>
    public static IReadOnlyList<LlamaModel> Catalog { get; } =
    [
        Llama2Chat13B,
        Llama3Instruct8B,
        Llama3Instruct70B,
        Llama31Instruct8B,
        Llama31Instruct70B,
        Llama33Instruct70B,
        Llama4Scout17B,
        Llama4Maverick17B,
    ];
}
