using Llama;

namespace Chat.Configuration;

/// <summary>A model that this deployment offers.</summary>
/// <param name="Reference">The model's id or ARN for Bedrock.</param>
/// <param name="Regions">The regions to call, preferred first.</param>
/// <param name="ContextWindow">Tokens that prompt and generation share.</param>
/// <param name="Pricing">Its prices in this deployment.</param>
internal sealed record OfferedModel(ModelReference Reference, IReadOnlyList<string> Regions, int ContextWindow, ModelPricing Pricing)
{
    /// <summary>The model's id in requests and answers.</summary>
    public string Id => Reference.InvocationId;

    /// <summary><c>active</c>, <c>legacy</c>, <c>retired</c>, <c>provisioned</c> or <c>imported</c>.</summary>
    public string Lifecycle =>
        Reference switch
        {
            // A provisioned copy stays available after the on-demand model has been retired.
            { Kind: ModelKind.Provisioned } => "provisioned",
            { Kind: ModelKind.Imported } => "imported",
            { Model.Lifecycle: ModelLifecycle.Retired } => "retired",
            { Model.Lifecycle: ModelLifecycle.Legacy } => "legacy",
            _ => "active",
        };

    /// <summary>The day on which the model is retired; null if unknown, and for provisioned and imported models.</summary>
    public DateOnly? EndOfLife => Reference.IsDedicated ? null : Reference.Model.EndOfLife;

    /// <summary>Whether an id in a request means this model: its id here, or the catalog's.</summary>
    public bool IsNamed(string id) => id == Id || id == Reference.Model.Id;
}
