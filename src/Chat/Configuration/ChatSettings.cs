using System.Collections.ObjectModel;
using Amazon.Lambda.Core;
using Llama;

namespace Chat.Configuration;

/// <summary>The functions' configuration, read and validated once, at start.</summary>
internal sealed record ChatSettings(
    ModelReference Model,
    IReadOnlyList<string> Regions,
    int ContextWindow,
    string? SystemPrompt,
    ModelPricing Pricing,
    Guardrail? Guardrail,
    IReadOnlyList<string> AllowedOrigins,
    string? Table,
    TimeSpan? ConversationLifetime
)
{
    /// <summary>Every model that is offered, the default first.</summary>
    public IReadOnlyList<OfferedModel> Models
    {
        get => field is { Count: > 0 } several ? several : [new(Model, Regions, ContextWindow, Pricing)];
        init;
    } = [];

    /// <summary>Names that clients may give to the default model, beside its id.</summary>
    public IReadOnlyList<string> ModelAliases { get; init; } = [];

    /// <summary>Whether OpenAI's routes change what the model cannot do, and say so, instead of refusing it.</summary>
    public bool IsLenient { get; init; }

    public UsageLimits Limits { get; init; } = new();

    /// <summary>Whether operators set limits of owners and groups in the table.</summary>
    public bool HasOwnerLimits { get; init; }

    /// <summary>The groups and owners that may call the admin routes.</summary>
    public IReadOnlyList<string> Admins { get; init; } = ["admins", "admin"];

    /// <exception cref="InvalidConfigurationException">It is not set.</exception>
    public string RequiredTable =>
        Table ?? throw new InvalidConfigurationException(FunctionVariables.Table, null, "the name of the DynamoDB table");

    /// <summary>The value of the metrics' dimension for this deployment.</summary>
    public string Stage { get; init; } = "local";

    /// <summary>The lowest level of what is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>What owners are hashed with in logs; null if it is not set.</summary>
    public string? LogSalt { get; init; }

    /// <summary>Where answers are written for reviewers; null for nowhere.</summary>
    public ReviewSettings? Review { get; init; }

    /// <summary>The knowledge base for retrieval; null for none.</summary>
    public string? KnowledgeBaseId { get; init; }

    /// <summary>If true, a failing knowledge base fails the request; otherwise the model answers without passages.</summary>
    public bool IsRetrievalRequired { get; init; }

    /// <summary>Owners of API keys by the key's id; empty where no key has a name.</summary>
    public IReadOnlyDictionary<string, string> ApiKeyOwners { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>These settings with another of the offered models.</summary>
    public ChatSettings For(OfferedModel model) =>
        this with
        {
            Model = model.Reference,
            Regions = model.Regions,
            ContextWindow = model.ContextWindow,
            Pricing = model.Pricing,
        };

    /// <summary>These settings with a conversation's model, or with the default if that is no longer offered.</summary>
    public ChatSettings For(string? model) =>
        For(Models.FirstOrDefault(offered => model is not null && offered.IsNamed(model)) ?? Models[0]);

    /// <exception cref="InvalidConfigurationException">Names the variable, its value and the allowed values.</exception>
    public static ChatSettings Bind(IReadOnlyDictionary<string, string> environment)
    {
        // Templates set a variable to the empty string to mean "not set".
        string? Value(string name) => environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

        var guardrail = ParseGuardrail(Value(FunctionVariables.GuardrailId), Value(FunctionVariables.GuardrailVersion));
        var models = new ModelSettings(Value, guardrail).Bind();
        return new(
            models[0].Reference,
            models[0].Regions,
            models[0].ContextWindow,
            Value(FunctionVariables.SystemPrompt),
            models[0].Pricing,
            guardrail,
            ParseOrigins(Value(FunctionVariables.AllowedOrigins)),
            Value(FunctionVariables.Table),
            Value(FunctionVariables.ConversationTtlDays) is { } days
                ? TimeSpan.FromDays(SettingText.Number(FunctionVariables.ConversationTtlDays, days, SettingLimits.ConversationTtlDays))
                : null
        )
        {
            Models = models,
            ModelAliases = ParseAliases(Value(FunctionVariables.ModelAliases), models),
            IsLenient = Value(FunctionVariables.Compatibility) is { } compatibility && ParseCompatibility(compatibility),
            Limits = ParseLimits(Value),
            HasOwnerLimits =
                Value(FunctionVariables.OwnerLimits) is { } ownerLimits
                && ParseSwitch(FunctionVariables.OwnerLimits, ownerLimits)
                && Value(FunctionVariables.Table) is not null,
            Admins = Value(FunctionVariables.Admins) is { } admins ? SettingText.List(admins) : ["admins", "admin"],
            Stage = Value(FunctionVariables.Stage) ?? "local",
            LogLevel = Value(FunctionVariables.LogLevel) is { } level ? ParseLogLevel(level) : LogLevel.Information,
            LogSalt = Value(FunctionVariables.LogSalt),
            Review = ReviewSettings.Bind(Value),
            KnowledgeBaseId = Value(FunctionVariables.KnowledgeBaseId) is { } id ? ParseKnowledgeBase(id) : null,
            ApiKeyOwners = Value(FunctionVariables.ApiKeyOwners) is { } owners
                ? ParseOwners(owners)
                : ReadOnlyDictionary<string, string>.Empty,
            IsRetrievalRequired =
                Value(FunctionVariables.RetrievalRequired) is { } required && ParseSwitch(FunctionVariables.RetrievalRequired, required),
        };
    }

    private static UsageLimits ParseLimits(Func<string, string?> value)
    {
        UsageLimits limits = new(
            Usd(FunctionVariables.DailyBudgetUsd),
            value(FunctionVariables.ConcurrencyLimit) is { } concurrency
                ? SettingText.Number(FunctionVariables.ConcurrencyLimit, concurrency, SettingLimits.ConcurrencyLimit)
                : null,
            Usd(FunctionVariables.MonthlyBudgetUsd)
        );
        string[] inTable = [FunctionVariables.DailyBudgetUsd, FunctionVariables.MonthlyBudgetUsd, FunctionVariables.ConcurrencyLimit];

        return !limits.Any || value(FunctionVariables.Table) is not null
            ? limits
            : throw new InvalidConfigurationException(
                FunctionVariables.Table,
                null,
                $"the name of the DynamoDB table, in which {inTable.First(name => value(name) is not null)} is kept"
            );

        decimal? Usd(string name) => value(name) is { } text ? SettingText.Number(name, text, SettingLimits.DailyBudgetUsd) : null;
    }

    private static Guardrail? ParseGuardrail(string? id, string? version)
    {
        switch (id, version)
        {
            case (null, null):
                return null;
            case ({ }, null):
                throw new InvalidConfigurationException(
                    FunctionVariables.GuardrailVersion,
                    null,
                    "a number or DRAFT, since GUARDRAIL_ID is set"
                );
            case (null, { }):
                throw new InvalidConfigurationException(
                    FunctionVariables.GuardrailId,
                    null,
                    "a guardrail's id or ARN, since GUARDRAIL_VERSION is set"
                );
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

    private static IReadOnlyList<string> ParseOrigins(string? list)
    {
        IReadOnlyList<string> origins = list is null ? [] : SettingText.List(list);
        var wrong = origins.FirstOrDefault(origin => !SettingLimits.IsOrigin(origin));

        return wrong is null
            ? origins
            : throw new InvalidConfigurationException(
                FunctionVariables.AllowedOrigins,
                wrong,
                "* or origins such as https://chat.example.com, separated by commas"
            );
    }

    private static string ParseKnowledgeBase(string id) =>
        SettingLimits.IsKnowledgeBaseId(id)
            ? id
            : throw new InvalidConfigurationException(
                FunctionVariables.KnowledgeBaseId,
                id,
                $"1 to {SettingLimits.MaxKnowledgeBaseIdLength} letters and digits"
            );

    private static Dictionary<string, string> ParseOwners(string list)
    {
        Dictionary<string, string> owners = [];
        foreach (var pair in SettingText.List(list))
        {
            if (pair.Split('=') is not [{ Length: > 0 } key, { Length: > 0 } owner] || !owners.TryAdd(key, owner))
            {
                throw new InvalidConfigurationException(
                    FunctionVariables.ApiKeyOwners,
                    pair,
                    "KEY_ID=OWNER, separated by commas, each key once"
                );
            }
        }

        return owners;
    }

    private static string[] ParseAliases(string? list, IReadOnlyList<OfferedModel> models)
    {
        string[] aliases = list is null ? [] : [.. SettingText.List(list).Distinct()];

        return aliases.FirstOrDefault(alias => models.Skip(1).Any(model => model.IsNamed(alias))) is { } taken
            ? throw new InvalidConfigurationException(
                FunctionVariables.ModelAliases,
                taken,
                $"other names for {models[0].Id}; this is another model of {FunctionVariables.ModelIds}"
            )
            : aliases;
    }

    private static bool ParseCompatibility(string text) =>
        text switch
        {
            "strict" => false,
            "lenient" => true,
            _ => throw new InvalidConfigurationException(FunctionVariables.Compatibility, text, "strict or lenient"),
        };

    // Lambda's names and .NET's.
    private static LogLevel ParseLogLevel(string text) =>
        text.ToUpperInvariant() switch
        {
            "TRACE" => LogLevel.Trace,
            "DEBUG" => LogLevel.Debug,
            "INFO" or "INFORMATION" => LogLevel.Information,
            "WARN" or "WARNING" => LogLevel.Warning,
            "ERROR" => LogLevel.Error,
            "FATAL" or "CRITICAL" => LogLevel.Critical,
            _ => throw new InvalidConfigurationException(FunctionVariables.LogLevel, text, "trace, debug, info, warn, error or fatal"),
        };

    private static bool ParseSwitch(string name, string text) =>
        text switch
        {
            "true" => true,
            "false" => false,
            _ => throw new InvalidConfigurationException(name, text, "true or false"),
        };
}
