using Amazon;

namespace Llama;

/// <summary>How a model is called: by a catalog id, an inference profile, or a provisioned or imported copy.</summary>
public sealed record ModelReference
{
    // The regions of a default deployment, if the model is available there.
    private static readonly string[] _preferredRegions = ["us-east-1", "us-west-2"];

    private ModelReference(LlamaModel model, ModelKind kind, string invocationId)
    {
        Model = model;
        Kind = kind;
        InvocationId = invocationId;
    }

    /// <summary>The catalog entry, which has the prompt template, the window and the prices.</summary>
    public LlamaModel Model { get; }

    /// <summary>How the model is reached.</summary>
    public ModelKind Kind { get; }

    /// <summary>The model id in the request's path: a model id, a profile's id or an ARN.</summary>
    public string InvocationId { get; }

    /// <summary>The only region in which it can be called, if it is an ARN; otherwise null.</summary>
    public string? Region { get; private init; }

    /// <summary>The geographic inference profile, if known; null for other kinds.</summary>
    public InferenceProfile? Profile { get; private init; }

    /// <summary>Whether it is a copy that is billed and served separately, independent of the on-demand model's life cycle.</summary>
    public bool IsDedicated => Kind is ModelKind.Provisioned or ModelKind.Imported;

    /// <summary>The regions in which it can be called.</summary>
    public IReadOnlyList<string> SourceRegions => Region is { } only ? [only] : Profile?.SourceRegions ?? Model.Regions;

    /// <summary>The default regions for calls, preferred first.</summary>
    public IReadOnlyList<string> DefaultRegions =>
        SourceRegions.Intersect(_preferredRegions).ToList() is { Count: > 0 } preferred ? preferred : [.. SourceRegions.Take(1)];

    /// <summary>The on-demand model of a catalog entry.</summary>
    public static ModelReference OnDemand(LlamaModel model) => new(model, ModelKind.OnDemand, model.Id);

    /// <summary>A catalog entry, called through one of its geographic inference profiles.</summary>
    public static ModelReference ByProfile(LlamaModel model, InferenceProfile profile) =>
        new(model, ModelKind.InferenceProfile, profile.IdOf(model)) { Profile = profile };

    /// <summary>
    /// Reads a catalog id, a geographic profile's id (<c>us.meta.llama3-3-70b-instruct-v1:0</c>), or an ARN
    /// <c>arn:aws:bedrock:REGION:ACCOUNT:KIND/ID</c>, where KIND is <c>inference-profile</c> and ID such a profile's, or KIND is
    /// <c>application-inference-profile</c>, <c>provisioned-model</c> or <c>imported-model</c> and ID is 12 of a-z and 0-9. A
    /// catalog id that no region serves on demand becomes its profile.
    /// </summary>
    /// <param name="idOrArn">The id or the ARN.</param>
    /// <param name="behindArn">The catalog entry of an ARN that does not contain it; Llama 2 13B Chat if null.</param>
    /// <exception cref="LlamaException"><see cref="LlamaError.Invalid"/>: none of these; lists what is valid.</exception>
    public static ModelReference Parse(string idOrArn, LlamaModel? behindArn = null) =>
        (Arn.TryParse(idOrArn, out var arn) ? OfArn(arn, idOrArn, behindArn ?? LlamaModel.Llama2Chat13B) : OfId(idOrArn))
        ?? throw LlamaException.Invalid("model", idOrArn, Expected(idOrArn));

    /// <summary>
    /// The same model for these regions: a catalog id becomes that of a profile if only the profile can be called in all of them.
    /// </summary>
    public ModelReference In(IReadOnlyList<string> regions) =>
        Kind is ModelKind.OnDemand
        && !regions.All(Model.Regions.Contains)
        && Model.Profiles.FirstOrDefault(profile => regions.All(profile.SourceRegions.Contains)) is { } profile
            ? ByProfile(Model, profile)
            : this;

    private static ModelReference? OfId(string id)
    {
        foreach (var model in LlamaModel.Catalog)
        {
            if (model.Id == id)
            {
                return model.Regions.Count > 0 ? OnDemand(model)
                    : model.Profiles is [var only] ? ByProfile(model, only)
                    : null;
            }

            if (model.Profiles.FirstOrDefault(profile => profile.IdOf(model) == id) is { } named)
            {
                return ByProfile(model, named);
            }
        }

        return null;
    }

    private static ModelReference? OfArn(Arn arn, string text, LlamaModel behind)
    {
        if (
            arn is not { Service: "bedrock", Region.Length: > 0, AccountId.Length: 12 }
            || !arn.AccountId.All(char.IsAsciiDigit)
            || arn.Resource.Split('/') is not [var kind, var id]
        )
        {
            return null;
        }

        if (kind == "inference-profile")
        {
            return OfId(id) is { Profile: { } profile, Model: var model }
                ? new(model, ModelKind.InferenceProfile, text) { Region = arn.Region, Profile = profile }
                : null;
        }

        return !IsResourceId(id)
            ? null
            : kind switch
            {
                // Its models cannot be seen from the ARN, so those of the catalog entry are assumed.
                "application-inference-profile" => new(behind, ModelKind.ApplicationInferenceProfile, text)
                {
                    Region = arn.Region,
                    Profile = behind.Profiles.FirstOrDefault(profile => profile.SourceRegions.Contains(arn.Region)),
                },
                "provisioned-model" => new(behind, ModelKind.Provisioned, text) { Region = arn.Region },
                "imported-model" => new(behind, ModelKind.Imported, text) { Region = arn.Region },
                _ => null,
            };
    }

    private static bool IsResourceId(string id) => id.Length == 12 && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));

    // For a known model, lists its valid ids; for an unknown one, all valid forms.
    private static string Expected(string text)
    {
        var meant = LlamaModel.Catalog.FirstOrDefault(model => text.EndsWith(model.Id, StringComparison.Ordinal));
        var ids = meant?.UsableIds() ?? LlamaModel.Catalog.SelectMany(model => model.UsableIds());

        return $"one of {string.Join(", ", ids)}, or the ARN of an inference-profile, application-inference-profile, provisioned-model or imported-model";
    }
}

/// <summary>How a model is called.</summary>
public enum ModelKind
{
    /// <summary>By its bare id, in the regions that serve it.</summary>
    OnDemand,

    /// <summary>Through a geographic inference profile, by the profile's id or ARN.</summary>
    InferenceProfile,

    /// <summary>Through an account's own inference profile, which carries cost tags.</summary>
    ApplicationInferenceProfile,

    /// <summary>A provisioned throughput.</summary>
    Provisioned,

    /// <summary>A custom-imported copy of the weights.</summary>
    Imported,
}
