using Llama;

namespace Chat.Configuration;

/// <summary>A model that this deployment offers.</summary>
/// <param name="Reference">How Bedrock is asked for it.</param>
/// <param name="Regions">Where it is asked, preferred first.</param>
/// <param name="ContextWindow">Tokens that prompt and generation share.</param>
/// <param name="Pricing">What it costs here.</param>
internal sealed record OfferedModel(ModelReference Reference, IReadOnlyList<string> Regions, int ContextWindow, ModelPricing Pricing)
{
    /// <summary>What clients call it.</summary>
    public string Id => Reference.InvocationId;

    /// <summary><c>active</c>, <c>legacy</c>, <c>retired</c>, <c>provisioned</c> or <c>imported</c>.</summary>
    public string Lifecycle =>
        Reference switch
        {
            // A copy of its own lives on whatever became of the on-demand model.
            { Kind: ModelKind.Provisioned } => "provisioned",
            { Kind: ModelKind.Imported } => "imported",
            { Model.Lifecycle: ModelLifecycle.Retired } => "retired",
            { Model.Lifecycle: ModelLifecycle.Legacy } => "legacy",
            _ => "active",
        };

    /// <summary>The day on which it ends; null where none is known, and for a copy of its own.</summary>
    public DateOnly? EndOfLife => Reference.IsDedicated ? null : Reference.Model.EndOfLife;

    /// <summary>Whether a client means it: by the id it has here, or by the catalog's.</summary>
    public bool IsNamed(string id) => id == Id || id == Reference.Model.Id;
}
