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

        var model = ParseModel(Value("MODEL_ID"));
        var pricing = model.Model.Pricing;
        return new(
            model,
            model.Region is { } region ? [region] : ParseRegions(Value("MODEL_REGIONS"), model.Model),
            Number("CONTEXT_WINDOW", Value("CONTEXT_WINDOW"), model.Model.ContextWindow, 2, 1_000_000),
            Value("SYSTEM_PROMPT"),
            pricing with
            {
                InputPer1K = Number("INPUT_PRICE_PER_1K", Value("INPUT_PRICE_PER_1K"), pricing.InputPer1K, 0, 1000),
                OutputPer1K = Number("OUTPUT_PRICE_PER_1K", Value("OUTPUT_PRICE_PER_1K"), pricing.OutputPer1K, 0, 1000),
            },
            ParseOrigins(Value("ALLOWED_ORIGINS")),
            Value("CHAT_TABLE"),
            Value("CONVERSATION_TTL_DAYS") is { } days ? TimeSpan.FromDays(Number("CONVERSATION_TTL_DAYS", days, 0, 1, 36_500)) : null);
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
            throw new InvalidConfigurationException("MODEL_ID", idOrArn, $"{known}, or the ARN of a provisioned-model or imported-model");
        }
    }

    private static IReadOnlyList<string> ParseRegions(string? list, LlamaModel model)
    {
        var regions = list is null ? model.Regions : [.. List(list).Distinct()];
        var unknown = regions.Count == 0 ? list : regions.FirstOrDefault(region => Amazon.RegionEndpoint.GetBySystemName(region).DisplayName == "Unknown");

        return unknown is null ? regions : throw new InvalidConfigurationException("MODEL_REGIONS", unknown, "names of AWS regions, separated by commas");
    }

    private static IReadOnlyList<string> ParseOrigins(string? list)
    {
        IReadOnlyList<string> origins = list is null ? [] : List(list);
        var wrong = origins.FirstOrDefault(origin => origin != "*" && !IsOrigin(origin));

        return wrong is null ? origins : throw new InvalidConfigurationException("ALLOWED_ORIGINS", wrong, "* or origins such as https://chat.example.com, separated by commas");
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
