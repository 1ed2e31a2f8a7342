using System.Globalization;
using Llama;

namespace Chat;

/// <summary>The functions' configuration, bound and validated once, at start.</summary>
internal sealed record ChatSettings(
    ModelReference Model,
    IReadOnlyList<string> Regions,
    int ContextWindow,
    string? SystemPrompt,
    ModelPricing Pricing,
    IReadOnlyList<string> AllowedOrigins,
    string? Table,
    TimeSpan? ConversationLifetime)
{
    // No thousands: a European 0,5 would be read as 5.
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <exception cref="InvalidConfigurationException">Names the variable, its value and what it may be.</exception>
    public static ChatSettings Bind(IReadOnlyDictionary<string, string> environment)
    {
        // An empty variable is how templates say "not set".
        string? Value(string name) => environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

        var model = ParseModel(Value(FunctionVariables.ModelId));
        var pricing = model.Model.Pricing;
        return new(
            model,
            model.Region is { } region ? [region] : ParseRegions(Value(FunctionVariables.ModelRegions), model.Model),
            Number(FunctionVariables.ContextWindow, Value(FunctionVariables.ContextWindow), model.Model.ContextWindow, 2, 1_000_000),
            Value(FunctionVariables.SystemPrompt),
            pricing with
            {
                InputPer1K = Number(FunctionVariables.InputPricePer1K, Value(FunctionVariables.InputPricePer1K), pricing.InputPer1K, 0, 1000),
                OutputPer1K = Number(FunctionVariables.OutputPricePer1K, Value(FunctionVariables.OutputPricePer1K), pricing.OutputPer1K, 0, 1000),
            },
            ParseOrigins(Value(FunctionVariables.AllowedOrigins)),
            Value(FunctionVariables.Table),
            Value(FunctionVariables.ConversationTtlDays) is { } days ? TimeSpan.FromDays(Number(FunctionVariables.ConversationTtlDays, days, 0, 1, 36_500)) : null);
    }

    private static ModelReference ParseModel(string? idOrArn)
    {
        try
        {
            return idOrArn is null ? ModelReference.OnDemand(LlamaModel.Llama2Chat13B) : ModelReference.Parse(idOrArn);
        }
        catch (LlamaException)
        {
            var known = string.Join(", ", LlamaModel.Catalog.Select(model => model.Id));
            throw new InvalidConfigurationException(FunctionVariables.ModelId, idOrArn, $"{known}, or the ARN of a provisioned-model or imported-model");
        }
    }

    private static IReadOnlyList<string> ParseRegions(string? list, LlamaModel model)
    {
        var regions = list is null ? model.Regions : List(list);
        var unknown = regions.Count == 0 ? list : regions.FirstOrDefault(region => Amazon.RegionEndpoint.GetBySystemName(region).DisplayName == "Unknown");

        return unknown is null ? regions : throw new InvalidConfigurationException(FunctionVariables.ModelRegions, unknown, "names of AWS regions, separated by commas");
    }

    private static IReadOnlyList<string> ParseOrigins(string? list)
    {
        IReadOnlyList<string> origins = list is null ? [] : List(list);
        var wrong = origins.FirstOrDefault(origin => origin != "*" && !IsOrigin(origin));

        return wrong is null ? origins : throw new InvalidConfigurationException(FunctionVariables.AllowedOrigins, wrong, "* or origins such as https://chat.example.com, separated by commas");
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.GetLeftPart(UriPartial.Authority) == text;

    private static string[] List(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static T Number<T>(string name, string? text, T otherwise, T least, T most)
        where T : System.Numerics.INumber<T> =>
        text is null ? otherwise
        : T.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new InvalidConfigurationException(name, text, $"a number from {least} to {most}");
}
