namespace Llama;

/// <summary>A catalog entry: what is known of a model before it is called. <c>Catalog.cs</c> has them all.</summary>
public sealed partial record LlamaModel
{
    /// <summary>Bedrock's model id, for example <c>meta.llama2-13b-chat-v1</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The model's name as its maker writes it.</summary>
    public required string Name { get; init; }

    /// <summary>The regions that serve the bare id on demand, preferred first; empty if it needs an inference profile.</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>The geographic inference profiles that contain it.</summary>
    public IReadOnlyList<InferenceProfile> Profiles { get; init; } = [];

    /// <summary>Tokens that prompt and generation share.</summary>
    public required int ContextWindow { get; init; }

    /// <summary>The most tokens of one answer.</summary>
    public required int MaxGenLen { get; init; }

    /// <summary>The model's prices.</summary>
    public required ModelPricing Pricing { get; init; }

    /// <summary>Where it stands in Bedrock's life cycle.</summary>
    public required ModelLifecycle Lifecycle { get; init; }

    /// <summary>The day on which Bedrock ends it, as announced; null where no day is known.</summary>
    public DateOnly? EndOfLife { get; init; }

    /// <summary>How a dialog becomes this model's prompt.</summary>
    public required PromptTemplate Template { get; init; }

    /// <summary>How text becomes tokens.</summary>
    public required Tokenizer Tokenizer { get; init; }

    /// <summary>
    /// Whether it is documented to answer InvokeModelWithResponseStream. Where it is refused, the answer is fetched whole.
    /// </summary>
    public bool Streams { get; init; } = true;

    /// <summary>The day from which Bedrock has offered it.</summary>
    public required DateOnly Since { get; init; }

    /// <summary>
    /// What could not be verified of this entry, by the names of its facts in <c>GET /models</c>: for example <c>lifecycle</c>
    /// or <c>max_gen_len</c>.
    /// </summary>
    public IReadOnlyList<string> Unverified { get; init; } = [];

    /// <summary>The entry with this id; null if there is none.</summary>
    public static LlamaModel? Find(string id) => Catalog.FirstOrDefault(model => model.Id == id);

    /// <summary>What may stand for this model where an id is asked for: the bare id if a region serves it, and its profiles' ids.</summary>
    public IEnumerable<string> UsableIds() =>
        (Regions.Count > 0 ? [Id] : Enumerable.Empty<string>()).Concat(Profiles.Select(profile => profile.IdOf(this)));
}

/// <summary>Where a model stands in Bedrock's life cycle.</summary>
public enum ModelLifecycle
{
    /// <summary>Served on demand.</summary>
    Active,

    /// <summary>Served to those who used it lately; no new use.</summary>
    Legacy,

    /// <summary>
    /// Not served on demand any more. It can be reached through a provisioned throughput that is still live, or as
    /// a custom-imported copy of its weights.
    /// </summary>
    Retired,
}

/// <summary>A geographic (cross-region) inference profile: asked in one region, answered in any of several.</summary>
/// <param name="Prefix">What stands before the model's id, for example <c>us</c>.</param>
/// <param name="SourceRegions">The regions in which it can be asked, preferred first.</param>
/// <param name="DestinationRegions">The regions that may answer, whichever was asked.</param>
public sealed record InferenceProfile(string Prefix, IReadOnlyList<string> SourceRegions, IReadOnlyList<string> DestinationRegions)
{
    /// <summary>The profile's id for a model, for example <c>us.meta.llama3-3-70b-instruct-v1:0</c>.</summary>
    public string IdOf(LlamaModel model) => $"{Prefix}.{model.Id}";
}
