namespace Llama;

/// <summary>A catalog entry: what is known of a model before it is called.</summary>
/// <param name="Id">Bedrock's model id, for example <c>meta.llama2-13b-chat-v1</c>.</param>
/// <param name="Name">The model's name as its maker writes it.</param>
/// <param name="Regions">The regions that served the model on demand, preferred first.</param>
/// <param name="ContextWindow">Tokens that prompt and generation share.</param>
/// <param name="Pricing">The model's prices.</param>
/// <param name="Lifecycle">Whether Bedrock still serves the model on demand.</param>
/// <param name="Template">How a dialog becomes this model's prompt.</param>
/// <param name="Tokenizer">How its text becomes tokens.</param>
/// <param name="Since">The day from which Bedrock has offered it.</param>
public sealed record LlamaModel(
    string Id,
    string Name,
    IReadOnlyList<string> Regions,
    int ContextWindow,
    ModelPricing Pricing,
    ModelLifecycle Lifecycle,
    PromptTemplate Template,
    Tokenizer Tokenizer,
    DateOnly Since)
{
    /// <summary>
    /// Llama 2 13B Chat. The window is Meta's model card's; the prices are Bedrock's list prices for the model; it
    /// was available on demand in two regions from 2023-11-29 and has since been retired there.
    /// </summary>
    public static LlamaModel Llama2Chat13B { get; } = new(
        "meta.llama2-13b-chat-v1",
        "Llama 2 13B Chat",
        ["us-east-1", "us-west-2"],
        ContextWindow: 4096,
        new ModelPricing(InputPer1K: 0.00075m, OutputPer1K: 0.00100m, ProvisionedUnitPerHour: 21.18m),
        ModelLifecycle.Retired,
        PromptTemplate.Llama2,
        Tokenizer.Llama2,
        new(2023, 11, 29));

    /// <summary>
    /// Llama 3 8B Instruct, a successor with another template. The window is Meta's model card's; the prices are
    /// Bedrock's list prices as BerriAI/litellm records them, which names no price for provisioned throughput.
    /// </summary>
    public static LlamaModel Llama3Instruct8B { get; } = new(
        "meta.llama3-8b-instruct-v1:0",
        "Llama 3 8B Instruct",
        ["us-east-1", "us-west-2"],
        ContextWindow: 8192,
        new ModelPricing(InputPer1K: 0.0003m, OutputPer1K: 0.0006m, ProvisionedUnitPerHour: null),

        // Not verified: nothing that was found announces its end.
        ModelLifecycle.Active,
        PromptTemplate.Llama3,
        Tokenizer.Llama3,
        new(2024, 4, 23));

    /// <summary>Every model this library knows.</summary>
    public static IReadOnlyList<LlamaModel> Catalog { get; } = [Llama2Chat13B, Llama3Instruct8B];
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
