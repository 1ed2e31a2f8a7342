using System.Collections.ObjectModel;
using System.Globalization;
using Llama;

namespace Chat.Configuration;

/// <summary>The functions' configuration, bound and validated once, at start.</summary>
internal sealed record ChatSettings(
    ModelReference Model,
    IReadOnlyList<string> Regions,
    int ContextWindow,
    string? SystemPrompt,
    ModelPricing Pricing,
    Guardrail? Guardrail,
    IReadOnlyList<string> AllowedOrigins,
    string? Table,
    TimeSpan? ConversationLifetime)
{
    // No thousands: a European 0,5 would be read as 5.
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    public UsageLimits Limits { get; init; } = new();

    /// <summary>What metrics of this deployment are told by.</summary>
    public string Stage { get; init; } = "local";

    /// <summary>The knowledge base that messages may ask; null for none.</summary>
    public string? KnowledgeBaseId { get; init; }

    /// <summary>Whether a message that asks the knowledge base fails with it, and is not answered without it.</summary>
    public bool IsRetrievalRequired { get; init; }

    /// <summary>Owners of API keys by the key's id; empty where no key has a name.</summary>
    public IReadOnlyDictionary<string, string> ApiKeyOwners { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <exception cref="InvalidConfigurationException">Names the variable, its value and what it may be.</exception>
    public static ChatSettings Bind(IReadOnlyDictionary<string, string> environment)
    {
        // An empty variable is how templates say "not set".
        string? Value(string name) => environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

        var model = ParseModel(Value(FunctionVariables.ModelId));
        var pricing = model.Model.Pricing;
        var regions = model.Region is { } region ? [region] : ParseRegions(Value(FunctionVariables.ModelRegions), model.Model);
        var guardrail = ParseGuardrail(Value(FunctionVariables.GuardrailId), Value(FunctionVariables.GuardrailVersion));
        return new(
            model,
            RegionsOf(guardrail, regions),
            Number(FunctionVariables.ContextWindow, Value(FunctionVariables.ContextWindow), model.Model.ContextWindow, 2, 1_000_000),
            Value(FunctionVariables.SystemPrompt),
            pricing with
            {
                InputPer1K = Number(FunctionVariables.InputPricePer1K, Value(FunctionVariables.InputPricePer1K), pricing.InputPer1K, 0, 1000),
                OutputPer1K = Number(FunctionVariables.OutputPricePer1K, Value(FunctionVariables.OutputPricePer1K), pricing.OutputPer1K, 0, 1000),
            },
            guardrail,
            ParseOrigins(Value(FunctionVariables.AllowedOrigins)),
            Value(FunctionVariables.Table),
            Value(FunctionVariables.ConversationTtlDays) is { } days ? TimeSpan.FromDays(Number(FunctionVariables.ConversationTtlDays, days, 0, 1, 36_500)) : null)
        {
            Limits = ParseLimits(Value(FunctionVariables.DailyBudgetUsd), Value(FunctionVariables.ConcurrencyLimit), Value(FunctionVariables.Table)),
            Stage = Value(FunctionVariables.Stage) ?? "local",
            KnowledgeBaseId = Value(FunctionVariables.KnowledgeBaseId) is { } id ? ParseKnowledgeBase(id) : null,
            ApiKeyOwners = Value(FunctionVariables.ApiKeyOwners) is { } owners ? ParseOwners(owners) : ReadOnlyDictionary<string, string>.Empty,
            IsRetrievalRequired = Value(FunctionVariables.RetrievalRequired) is { } required && ParseSwitch(FunctionVariables.RetrievalRequired, required),
        };
    }

    private static UsageLimits ParseLimits(string? budget, string? concurrency, string? table)
    {
        UsageLimits limits = new(
            budget is null ? null : Number(FunctionVariables.DailyBudgetUsd, budget, 0m, 0m, 1_000_000m),
            concurrency is null ? null : Number(FunctionVariables.ConcurrencyLimit, concurrency, 0, 1, 1000));
        var needsTable = budget is not null ? FunctionVariables.DailyBudgetUsd : FunctionVariables.ConcurrencyLimit;

        return !limits.Any || table is not null
            ? limits
            : throw new InvalidConfigurationException(FunctionVariables.Table, null, $"the name of the DynamoDB table, in which {needsTable} is kept");
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
        if (list is null)
        {
            return model.Regions;
        }

        string[] regions = [.. List(list).Distinct()];
        var unknown = regions.Length == 0 ? list : regions.FirstOrDefault(region => Amazon.RegionEndpoint.GetBySystemName(region).DisplayName == "Unknown");

        return unknown is null ? regions : throw new InvalidConfigurationException(FunctionVariables.ModelRegions, unknown, "names of AWS regions, separated by commas");
    }

    private static Guardrail? ParseGuardrail(string? id, string? version)
    {
        switch (id, version)
        {
            case (null, null):
                return null;
            case ({ }, null):
                throw new InvalidConfigurationException(FunctionVariables.GuardrailVersion, null, "a number or DRAFT, since GUARDRAIL_ID is set");
            case (null, { }):
                throw new InvalidConfigurationException(FunctionVariables.GuardrailId, null, "a guardrail's id or ARN, since GUARDRAIL_VERSION is set");
        }

        try
        {
            return new(id, version);
        }
        catch (LlamaException wrong)
        {
            throw wrong.Parameter == "version"
                ? new InvalidConfigurationException(FunctionVariables.GuardrailVersion, version, "a number from 1 to 99999999, or DRAFT")
                : new InvalidConfigurationException(FunctionVariables.GuardrailId, id, "an id of a-z and 0-9, or the ARN of a guardrail");
        }
    }

    // In another region than its own a guardrail does not exist, and nothing is to be answered without it.
    private static IReadOnlyList<string> RegionsOf(Guardrail? guardrail, IReadOnlyList<string> regions) =>
        guardrail?.Region is not { } own ? regions
        : regions.Contains(own) ? [own]
        : throw new InvalidConfigurationException(FunctionVariables.GuardrailId, guardrail.Identifier, $"a guardrail in {string.Join(" or ", regions)}, where the model is asked");

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

    private static string ParseKnowledgeBase(string id) =>
        id.Length <= 10 && id.All(char.IsAsciiLetterOrDigit) ? id
        : throw new InvalidConfigurationException("KNOWLEDGE_BASE_ID", id, "1 to 10 letters and digits");

    private static Dictionary<string, string> ParseOwners(string list)
    {
        Dictionary<string, string> owners = [];
        foreach (var pair in List(list))
        {
            if (pair.Split('=') is not [{ Length: > 0 } key, { Length: > 0 } owner] || !owners.TryAdd(key, owner))
            {
                throw new InvalidConfigurationException(FunctionVariables.ApiKeyOwners, pair, "KEY_ID=OWNER, separated by commas, each key once");
            }
        }

        return owners;
    }

    private static bool ParseSwitch(string name, string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => throw new InvalidConfigurationException(name, text, "true or false"),
    };

    private static string[] List(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static T Number<T>(string name, string? text, T otherwise, T least, T most)
        where T : System.Numerics.INumber<T> =>
        text is null ? otherwise
        : T.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new InvalidConfigurationException(name, text, $"a number from {least} to {most}");
}
