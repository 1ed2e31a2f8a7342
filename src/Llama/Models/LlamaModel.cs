namespace Llama;

/// <summary>An entry of the catalog: the facts about a model that are known before a call. <c>Catalog.cs</c> has all entries.</summary>
public sealed partial record LlamaModel
{
    /// <summary>Bedrock's model id, for example <c>meta.llama2-13b-chat-v1</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The model's name as its maker writes it.</summary>
    public required string Name { get; init; }

    /// <summary>The regions that serve the model by its bare id, preferred first; empty if it needs an inference profile.</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>The geographic inference profiles that contain it.</summary>
    public IReadOnlyList<InferenceProfile> Profiles { get; init; } = [];

    /// <summary>The tokens that prompt and answer share.</summary>
    public required int ContextWindow { get; init; }

    /// <summary>The most tokens of one answer.</summary>
    public required int MaxGenLen { get; init; }

    /// <summary>The model's prices.</summary>
    public required ModelPricing Pricing { get; init; }

    /// <summary>Its status in Bedrock's life cycle.</summary>
    public required ModelLifecycle Lifecycle { get; init; }

    /// <summary>The announced day of its retirement; null if unknown.</summary>
    public DateOnly? EndOfLife { get; init; }

    /// <summary>Renders dialogs into this model's prompts.</summary>
    public required PromptTemplate Template { get; init; }

    /// <summary>Splits text into this model's tokens.</summary>
    public required Tokenizer Tokenizer { get; init; }

    /// <summary>
    /// Whether it is documented to support InvokeModelWithResponseStream. If Bedrock refuses that, the answer is requested as a whole.
    /// </summary>
    public bool Streams { get; init; } = true;

    /// <summary>The first day of its availability in Bedrock.</summary>
    public required DateOnly Since { get; init; }

    /// <summary>
    /// The facts of this entry that could not be verified, by their names in <c>GET /models</c>: for example <c>lifecycle</c> or
    /// <c>max_gen_len</c>.
    /// </summary>
    public IReadOnlyList<string> Unverified { get; init; } = [];

    /// <summary>The entry with this id; null if there is none.</summary>
    public static LlamaModel? Find(string id) => Catalog.FirstOrDefault(model => model.Id == id);

    /// <summary>The ids that select this model: its bare id if a region serves it, and the ids of its inference profiles.</summary>
    public IEnumerable<string> UsableIds() =>
        (Regions.Count > 0 ? [Id] : Enumerable.Empty<string>()).Concat(Profiles.Select(profile => profile.IdOf(this)));
}

/// <summary>A model's status in Bedrock's life cycle.</summary>
public enum ModelLifecycle
{
    /// <summary>Served on demand.</summary>
    Active,

    /// <summary>Served only to accounts that used it recently.</summary>
    Legacy,

    /// <summary>
    /// Not served on demand any more. It is still available through an existing provisioned throughput, or as a custom-imported copy of
    /// its weights.
    /// </summary>
    Retired,
}

/// <summary>A geographic (cross-region) inference profile: called in one region, answered in any of several.</summary>
/// <param name="Prefix">The prefix of the profile's id, for example <c>us</c>.</param>
/// <param name="SourceRegions">The regions in which it can be called, preferred first.</param>
/// <param name="DestinationRegions">The regions that may answer.</param>
public sealed record InferenceProfile(string Prefix, IReadOnlyList<string> SourceRegions, IReadOnlyList<string> DestinationRegions)
{
    /// <summary>The profile's id for a model, for example <c>us.meta.llama3-3-70b-instruct-v1:0</c>.</summary>
    public string IdOf(LlamaModel model) => $"{Prefix}.{model.Id}";
}
