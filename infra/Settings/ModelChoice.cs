using Llama;

namespace Infra.Settings;

/// <summary>The model, and where it is asked.</summary>
/// <param name="Reference">The catalog's model, or a provisioned or imported one.</param>
/// <param name="Regions">Its regions, preferred first.</param>
internal sealed record ModelChoice(ModelReference Reference, IReadOnlyList<string> Regions)
{
    /// <summary>Everything that a function has to be allowed to invoke, and nothing else.</summary>
    public IReadOnlyList<string> Arns => Reference.IsDedicated
        ? [Reference.InvocationId]
        : [.. Regions.Select(region => $"arn:aws:bedrock:{region}::foundation-model/{Reference.InvocationId}")];

    /// <summary>What an operator has to be told before anything is deployed; null if nothing.</summary>
    public string? Warning => Reference is { IsDedicated: false, Model.Lifecycle: not ModelLifecycle.Active }
        ? $"Bedrock has {(Reference.Model.Lifecycle is ModelLifecycle.Retired ? "retired" : "set to legacy")} {Reference.InvocationId} on demand: every answer will be "
            + "503 model_retired unless your account still has it. Give the ARN of a provisioned throughput that is live, or of an imported copy of the weights: "
            + "-c modelArn=arn:aws:bedrock:REGION:ACCOUNT:provisioned-model/ID or …:imported-model/ID."
        : null;

    /// <param name="context">The deployment's context.</param>
    /// <param name="guardrail">A guardrail binds the model to its own region.</param>
    /// <param name="stackRegion">Where the stack goes; null when nobody has said.</param>
    public static ModelChoice Bind(ContextValues context, GuardrailChoice guardrail, string? stackRegion)
    {
        var reference = ParseReference(context);
        var offered = reference.Region is { } only ? [only] : reference.Model.Regions;
        var chosen = context.List(ContextKeys.ModelRegions, offered.Contains, $"regions that have {reference.InvocationId}, which are {string.Join(", ", offered)}");

        // Near the functions first: it is faster, and its metrics are those that the stack's alarms can see.
        IReadOnlyList<string> regions = chosen?.Distinct().ToList() ?? [.. offered.OrderByDescending(region => region == stackRegion)];

        return new(reference, GuardrailRegion(context, guardrail, stackRegion) is { } region ? Narrow(context, regions, isChosen: chosen is not null, region) : regions);
    }

    private static ModelReference ParseReference(ContextValues context)
    {
        var id = context.Text(ContextKeys.ModelId, Knows, $"expected {string.Join(" or ", LlamaModel.Catalog.Select(model => model.Id))}; a provisioned or imported model goes into modelArn");
        if (context.Text(ContextKeys.ModelArn) is not { } arn)
        {
            return id is null ? ModelReference.OnDemand(LlamaModel.Llama2Chat13B) : ModelReference.Parse(id);
        }

        if (id is not null)
        {
            throw new InvalidContextException(ContextKeys.ModelArn, arn, "modelId is set too; give one of them");
        }

        try
        {
            return !Knows(arn) ? ModelReference.Parse(arn) : throw LlamaException.Invalid("model", arn, "");
        }
        catch (LlamaException)
        {
            throw new InvalidContextException(
                ContextKeys.ModelArn, arn, "expected arn:aws:bedrock:REGION:ACCOUNT:provisioned-model/ID or …:imported-model/ID, where ID is 12 of a-z and 0-9");
        }
    }

    private static bool Knows(string id) => LlamaModel.Catalog.Any(model => model.Id == id);

    private static string? GuardrailRegion(ContextValues context, GuardrailChoice guardrail, string? stackRegion) => guardrail switch
    {
        GuardrailChoice.None => null,
        GuardrailChoice.Existing { Region: { } region } => region,
        _ => stackRegion ?? throw new InvalidContextException(
            ContextKeys.Guardrail, context.Text(ContextKeys.Guardrail), "it is in the stack's region, which is not known; set AWS_REGION or choose a profile"),
    };

    // A request names one guardrail, and that has to be where the model is: a second region would answer unguarded or not at all.
    private static IReadOnlyList<string> Narrow(ContextValues context, IReadOnlyList<string> regions, bool isChosen, string region) =>
        !regions.Contains(region)
            ? throw new InvalidContextException(ContextKeys.Guardrail, context.Text(ContextKeys.Guardrail), $"it is in {region}, and works only for a model there; the model is in {string.Join(", ", regions)}")
        : isChosen && regions.Count > 1
            ? throw new InvalidContextException(ContextKeys.ModelRegions, context.Text(ContextKeys.ModelRegions), $"the guardrail is in {region}, and works only for a model there; expected {region} alone")
        : [region];
}
