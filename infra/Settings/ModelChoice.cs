using Llama;

namespace Infra.Settings;

/// <summary>A model of the deployment and its regions.</summary>
/// <param name="Reference">A catalog model, an inference profile, or a provisioned or imported model.</param>
/// <param name="Regions">Its regions, preferred first.</param>
internal sealed record ModelChoice(ModelReference Reference, IReadOnlyList<string> Regions)
{
    /// <summary>A warning for the operator before the deployment; null for none.</summary>
    public string? Warning =>
        Reference switch
        {
            { IsDedicated: true } or { Model.Lifecycle: ModelLifecycle.Active } => null,
            { Model.Lifecycle: ModelLifecycle.Retired } =>
                $"Bedrock has retired {Reference.InvocationId} on demand{On(Reference.Model.EndOfLife)}: every answer will be "
                    + "503 model_retired unless your account still has it. Give the ARN of a provisioned throughput that is live, or of an imported copy of the weights: "
                    + "-c modelArn=arn:aws:bedrock:REGION:ACCOUNT:provisioned-model/ID or …:imported-model/ID.",
            _ =>
                $"Bedrock has set {Reference.InvocationId} to legacy{(Reference.Model.EndOfLife is { } end ? $" and ends it on {end:yyyy-MM-dd}" : "")}: it takes no new "
                    + "customers, and an account that does not use it for 15 days may lose it. Plan to move to another model.",
        };

    /// <param name="context">The deployment's context.</param>
    /// <param name="guardrail">A guardrail, which restricts all models to its region.</param>
    /// <param name="stackRegion">The stack's region; null if unknown.</param>
    /// <returns>At least one; the first is the default.</returns>
    public static IReadOnlyList<ModelChoice> Bind(ContextValues context, GuardrailChoice guardrail, string? stackRegion)
    {
        var references = ParseReferences(context);
        var offered = references.SelectMany(OfferedRegions).Distinct().ToList();
        var chosen = context.List(
            ContextKeys.ModelRegions,
            offered.Contains,
            $"regions that have {string.Join(" or ", references.Select(reference => reference.InvocationId))}, which are {string.Join(", ", offered)}"
        );
        var only = GuardrailRegion(context, guardrail, stackRegion);

        return
        [
            .. references.Select(reference =>
                Place(context, reference, chosen?.Distinct().ToList(), only, references.Length == 1 ? stackRegion : null)
            ),
        ];
    }

    private static ModelChoice Place(
        ContextValues context,
        ModelReference reference,
        IReadOnlyList<string>? chosen,
        string? guardrailRegion,
        string? stackRegion
    )
    {
        var usable = chosen?.Where(region => reference.In([region]).SourceRegions.Contains(region)).ToList();
        if (usable is [])
        {
            throw new InvalidContextException(
                ContextKeys.ModelRegions,
                context.Text(ContextKeys.ModelRegions),
                $"none of them has {reference.InvocationId}, which is in {string.Join(", ", OfferedRegions(reference))}"
            );
        }

        var placed = usable is null ? reference : reference.In(usable);

        // Prefers the stack's region: it is faster, and alarms can only use its metrics. With several models, the functions choose each
        // one's regions themselves.
        var regions =
            usable
            ?? (
                guardrailRegion is { } own && OfferedRegions(reference).Contains(own)
                    ? [own]
                    : [.. reference.DefaultRegions.OrderByDescending(region => region == stackRegion)]
            );
        var narrowed = guardrailRegion is { } region ? Narrow(context, regions, isChosen: chosen is not null, region) : regions;

        return new(placed.In(narrowed), narrowed);
    }

    // In regions without on-demand access, a model may be called through its profile.
    private static IEnumerable<string> OfferedRegions(ModelReference reference) =>
        reference.Kind is ModelKind.OnDemand
            ? reference.SourceRegions.Union(reference.Model.Profiles.SelectMany(profile => profile.SourceRegions))
            : reference.SourceRegions;

    private static ModelReference[] ParseReferences(ContextValues context)
    {
        var behindArns = context.Text(ContextKeys.BaseModelId) is { } id
            ? LlamaModel.Find(id)
                ?? throw new InvalidContextException(
                    ContextKeys.BaseModelId,
                    id,
                    $"expected one of {string.Join(", ", LlamaModel.Catalog.Select(model => model.Id))}"
                )
            : null;
        (string Key, string Value)[] named =
        [
            .. from key in (string[])[ContextKeys.ModelId, ContextKeys.ModelArn, ContextKeys.Models]
            where context.Text(key) is not null
            select (key, context.Text(key)!),
        ];
        var (usedKey, value) = named switch
        {
            [] => (ContextKeys.ModelId, LlamaModel.Llama2Chat13B.Id),
            [var one] => one,
            [var first, var second, ..] => throw new InvalidContextException(
                second.Key,
                second.Value,
                $"{first.Key} is set too; give one of them"
            ),
        };
        if (usedKey != ContextKeys.Models)
        {
            return [Parse(usedKey, value, behindArns)];
        }

        ModelReference[] references =
        [
            .. value.Split(',', StringSplitOptions.TrimEntries).Select(item => Parse(usedKey, item, behindArns, value)),
        ];

        return references.DistinctBy(reference => reference.InvocationId).Count() == references.Length
            ? references
            : throw new InvalidContextException(usedKey, value, "expected each model once");
    }

    private static ModelReference Parse(string key, string value, LlamaModel? behindArn, string? list = null)
    {
        var isArn = value.StartsWith("arn:", StringComparison.Ordinal);
        if (key == ContextKeys.ModelId && isArn)
        {
            throw new InvalidContextException(key, value, "an ARN goes into modelArn");
        }

        try
        {
            return key != ContextKeys.ModelArn || isArn
                ? ModelReference.Parse(value, behindArn)
                : throw LlamaException.Invalid("model", value, "");
        }
        catch (LlamaException refused)
        {
            throw new InvalidContextException(
                key,
                list ?? value,
                key == ContextKeys.ModelArn
                        ? "expected arn:aws:bedrock:REGION:ACCOUNT:provisioned-model/ID or …:imported-model/ID or …:application-inference-profile/ID, where ID is 12 of a-z and 0-9, or …:inference-profile/us.MODEL_ID"
                    : list is null ? $"expected {refused.Expected}"
                    : $"{value} is not a model; expected {refused.Expected}"
            );
        }
    }

    private static string On(DateOnly? day) => day is { } known ? $" on {known:yyyy-MM-dd}" : "";

    private static string? GuardrailRegion(ContextValues context, GuardrailChoice guardrail, string? stackRegion) =>
        guardrail switch
        {
            GuardrailChoice.None => null,
            GuardrailChoice.Existing { Region: { } region } => region,
            _ => stackRegion
                ?? throw new InvalidContextException(
                    ContextKeys.Guardrail,
                    context.Text(ContextKeys.Guardrail),
                    "it is in the stack's region, which is not known; set AWS_REGION or choose a profile"
                ),
        };

    // A request names one guardrail, which has to be in the model's region; in a second region requests would fail or be answered without
    // it.
    private static IReadOnlyList<string> Narrow(ContextValues context, List<string> regions, bool isChosen, string region) =>
        !regions.Contains(region)
            ? throw new InvalidContextException(
                ContextKeys.Guardrail,
                context.Text(ContextKeys.Guardrail),
                $"it is in {region}, and works only for a model there; the model is in {string.Join(", ", regions)}"
            )
        : isChosen && regions.Count > 1
            ? throw new InvalidContextException(
                ContextKeys.ModelRegions,
                context.Text(ContextKeys.ModelRegions),
                $"the guardrail is in {region}, and works only for a model there; expected {region} alone"
            )
        : [region];
}
