using Llama;

namespace Chat.Configuration;

/// <summary>Reads the offered models and their regions.</summary>
/// <param name="value">The value of a variable; null if it is not set.</param>
/// <param name="guardrail">A guardrail, which restricts all models to its region.</param>
internal sealed class ModelSettings(Func<string, string?> value, Guardrail? guardrail)
{
    /// <returns>At least one; the first is the default.</returns>
    /// <exception cref="InvalidConfigurationException">Names the variable, its value and the allowed values.</exception>
    public IReadOnlyList<OfferedModel> Bind()
    {
        var behindArns = value(FunctionVariables.BaseModelId) is { } id ? ParseBase(id) : null;
        var (variable, names) = Names();
        ModelReference[] references = [.. names.Select(name => Parse(variable, name, behindArns))];
        if (references.GroupBy(reference => reference.InvocationId).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new InvalidConfigurationException(variable, twice.Key, "each model once");
        }

        var chosen = value(FunctionVariables.ModelRegions) is { } list ? ParseRegions(list) : null;
        return [.. references.Select(reference => Offer(reference, chosen, isOnly: references.Length == 1))];
    }

    private (string Variable, string[] Names) Names()
    {
        var one = value(FunctionVariables.ModelId);
        if (value(FunctionVariables.ModelIds) is not { } list)
        {
            return (FunctionVariables.ModelId, [one ?? LlamaModel.Llama2Chat13B.Id]);
        }

        var names = SettingText.List(list);

        return names.Length == 0 ? throw new InvalidConfigurationException(FunctionVariables.ModelIds, list, "models, separated by commas")
            : one is null || one == names[0] ? (FunctionVariables.ModelIds, names)
            : throw new InvalidConfigurationException(
                FunctionVariables.ModelId,
                one,
                $"nothing, or the first of {FunctionVariables.ModelIds}, which is the default"
            );
    }

    private OfferedModel Offer(ModelReference named, IReadOnlyList<string>? chosen, bool isOnly)
    {
        var (reference, regions) = Place(named, chosen, isOnly);
        var pricing = reference.Model.Pricing;

        return new(
            reference,
            OfGuardrail(regions),
            Override(FunctionVariables.ContextWindow, reference.Model.ContextWindow, SettingLimits.ContextWindow, isOnly),
            pricing with
            {
                InputPer1K = Override(FunctionVariables.InputPricePer1K, pricing.InputPer1K, SettingLimits.PricePer1K, isOnly),
                OutputPer1K = Override(FunctionVariables.OutputPricePer1K, pricing.OutputPer1K, SettingLimits.PricePer1K, isOnly),
            }
        );
    }

    private static (ModelReference Reference, IReadOnlyList<string> Regions) Place(
        ModelReference reference,
        IReadOnlyList<string>? chosen,
        bool isOnly
    )
    {
        if (chosen is null || reference.Region is not null)
        {
            return (reference, reference.DefaultRegions);
        }

        // AWS may offer a model by its bare id in a region that the catalog does not list.
        if (isOnly && reference.In(chosen) is { Kind: ModelKind.OnDemand } bare)
        {
            return (bare, chosen);
        }

        // With several models, each uses the regions that have it. With one model, a region without it is a configuration mistake.
        string[] usable = [.. chosen.Where(region => reference.In([region]).SourceRegions.Contains(region))];

        return usable.Length == chosen.Count || (usable.Length > 0 && !isOnly)
            ? (reference.In(usable), usable)
            : throw new InvalidConfigurationException(
                FunctionVariables.ModelRegions,
                string.Join(',', chosen),
                $"regions in which {reference.InvocationId} can be asked, which are {string.Join(", ", reference.In(usable).SourceRegions)}"
            );
    }

    // With several models it would be unclear which model the value is for.
    private T Override<T>(string variable, T catalogs, SettingRange<T> range, bool isOnly)
        where T : System.Numerics.INumber<T> =>
        value(variable) is not { } text ? catalogs
        : isOnly ? SettingText.Number(variable, text, range)
        : throw new InvalidConfigurationException(variable, text, $"nothing, since {FunctionVariables.ModelIds} has several models");

    private static ModelReference Parse(string variable, string idOrArn, LlamaModel? behindArn)
    {
        try
        {
            return ModelReference.Parse(idOrArn, behindArn);
        }
        catch (LlamaException refused)
        {
            throw new InvalidConfigurationException(variable, idOrArn, refused.Expected!);
        }
    }

    private static LlamaModel ParseBase(string id) =>
        LlamaModel.Find(id)
        ?? throw new InvalidConfigurationException(
            FunctionVariables.BaseModelId,
            id,
            $"one of {string.Join(", ", LlamaModel.Catalog.Select(model => model.Id))}"
        );

    private static string[] ParseRegions(string list)
    {
        string[] regions = [.. SettingText.List(list).Distinct()];
        var unknown =
            regions.Length == 0
                ? list
                : regions.FirstOrDefault(region => Amazon.RegionEndpoint.GetBySystemName(region).DisplayName == "Unknown");

        return unknown is null
            ? regions
            : throw new InvalidConfigurationException(FunctionVariables.ModelRegions, unknown, "names of AWS regions, separated by commas");
    }

    // A guardrail exists only in its own region, and no request may be answered without it.
    private IReadOnlyList<string> OfGuardrail(IReadOnlyList<string> regions) =>
        guardrail?.Region is not { } own ? regions
        : regions.Contains(own) ? [own]
        : throw new InvalidConfigurationException(
            FunctionVariables.GuardrailId,
            guardrail.Identifier,
            $"a guardrail in {string.Join(" or ", regions)}, where the model is asked"
        );
}
