using System.Text;
using Amazon.CDK;
using Chat.Configuration;

namespace Infra.Settings;

/// <summary>The validated context of a deployment. docs/deploy/settings.md explains each value.</summary>
internal sealed record DeploymentSettings
{
    /// <summary>Leaves room for the other variables in Lambda's 4 KB for all of them.</summary>
    private const int MaxSystemPromptBytes = 2500;

    public const string DefaultStage = "prod";

    public required string Stage { get; init; }

    public required string? Region { get; init; }

    /// <summary>The models, the default first.</summary>
    public required IReadOnlyList<ModelChoice> Models { get; init; }

    /// <summary>The default model.</summary>
    public ModelChoice Model => Models[0];

    /// <summary>The regions for all models; null if each has its own.</summary>
    public IReadOnlyList<string>? ModelRegions { get; init; }

    /// <summary>The catalog id of ARNs that do not contain one; null for the functions' default.</summary>
    public string? BaseModelId { get; init; }

    /// <summary>Other names for the default model.</summary>
    public IReadOnlyList<string> ModelAliases { get; init; } = [];

    /// <summary>Whether OpenAI's routes change what the model cannot do instead of refusing it.</summary>
    public bool IsLenient { get; init; }

    public required GuardrailChoice Guardrail { get; init; }

    public string? KnowledgeBaseId { get; init; }

    public bool RetrievalRequired { get; init; }

    public int? ContextWindow { get; init; }

    public string? SystemPrompt { get; init; }

    public decimal? InputPricePer1K { get; init; }

    public decimal? OutputPricePer1K { get; init; }

    public decimal? DailyBudgetUsd { get; init; }

    public int? ConcurrencyLimit { get; init; }

    /// <summary>USD of an owner in a month; null for no limit.</summary>
    public decimal? MonthlyBudgetUsd { get; init; }

    /// <summary>Whether operators set limits of owners and groups while it runs.</summary>
    public bool OwnerLimits { get; init; }

    /// <summary>The callers of the admin routes; null for the functions' own default.</summary>
    public IReadOnlyList<string>? Admins { get; init; }

    public int? ConversationTtlDays { get; init; }

    public required AuthenticationSettings Authentication { get; init; }

    /// <summary>Whether the stack hosts the chat page.</summary>
    public bool WebPage { get; init; }

    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    /// <summary>Requests per second of all callers together, and at once.</summary>
    public required (int Rate, int Burst) Throttle { get; init; }

    /// <summary>The API's custom domain; null for API Gateway's own.</summary>
    public DomainSettings? Domain { get; init; }

    public required FirewallSettings Firewall { get; init; }

    /// <summary>Whether the stack sets the account-wide role with which API Gateway writes logs.</summary>
    public bool CloudWatchRole { get; init; }

    public required StorageSettings Storage { get; init; }

    public bool RetainData => Storage.RetainData;

    /// <summary>
    /// The policy of resources with data. Retained resources outlive deletion and replacement, but not a failed first deployment, so
    /// that the same command can be repeated.
    /// </summary>
    public RemovalPolicy RemovalPolicy => RetainData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;

    public bool TerminationProtection { get; init; }

    /// <summary>Further tags of all resources, by key.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public required PackagingSettings Packaging { get; init; }

    /// <summary>The memory of each function in MB.</summary>
    public int Memory { get; init; }

    public int? ReservedConcurrency { get; init; }

    public int LogRetentionDays { get; init; }

    /// <summary>The lowest level that the functions log; null for their own default.</summary>
    public string? LogLevel { get; init; }

    /// <summary>The receiver of traces; null for none beside X-Ray's own segments.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>The log of answers for reviewers; null for none.</summary>
    public ReviewLogSettings? Review { get; init; }

    public required AlarmSettings Alarms { get; init; }

    /// <summary>Settings that are in no file, and without which a later deployment would lose data.</summary>
    public IReadOnlyList<string> Forgettable { get; init; } = [];

    /// <param name="values">The context by key.</param>
    /// <param name="region">The stack's region; null if unknown.</param>
    /// <param name="written">The keys whose values are in a file; null if that does not matter.</param>
    /// <exception cref="InvalidContextException">Names the key, its value and the allowed values.</exception>
    public static DeploymentSettings Bind(IReadOnlyDictionary<string, string> values, string? region, IReadOnlySet<string>? written = null)
    {
        ContextValues context = new(values);
        context.RefuseUnknown(ContextKeys.All);

        var guardrail = GuardrailChoice.Parse(context.Text(ContextKeys.Guardrail));
        var authentication = AuthenticationSettings.Bind(context);
        var packaging = PackagingSettings.Bind(context);
        var knowledgeBase = context.Text(
            ContextKeys.KnowledgeBaseId,
            SettingLimits.IsKnowledgeBaseId,
            $"expected an id of up to {SettingLimits.MaxKnowledgeBaseIdLength} letters and digits"
        );
        var models = ModelChoice.Bind(context, guardrail, region);
        DeploymentSettings settings = new()
        {
            Stage = context.Text(ContextKeys.Stage, IsStage, "expected up to 20 of a-z, 0-9 and -, a letter first") ?? DefaultStage,
            Region = region,
            Models = models,
            ModelRegions =
                models.Count == 1 || context.Text(ContextKeys.ModelRegions) is not null || guardrail is not GuardrailChoice.None
                    ? [.. models.SelectMany(model => model.Regions).Distinct()]
                    : null,
            BaseModelId = context.Text(ContextKeys.BaseModelId),
            ModelAliases = BindAliases(context, models),
            IsLenient = context.Choice(ContextKeys.Compatibility, otherwise: false, ("strict", false), ("lenient", true)),
            Guardrail = guardrail,
            KnowledgeBaseId = knowledgeBase,
            RetrievalRequired = BindRetrieval(context, knowledgeBase),
            ContextWindow = OfOnlyModel(
                context,
                ContextKeys.ContextWindow,
                models.Count,
                context.Number(ContextKeys.ContextWindow, SettingLimits.ContextWindow)
            ),
            SystemPrompt = BindSystemPrompt(context),
            InputPricePer1K = OfOnlyModel(
                context,
                ContextKeys.InputPricePer1K,
                models.Count,
                context.Number(ContextKeys.InputPricePer1K, SettingLimits.PricePer1K)
            ),
            OutputPricePer1K = OfOnlyModel(
                context,
                ContextKeys.OutputPricePer1K,
                models.Count,
                context.Number(ContextKeys.OutputPricePer1K, SettingLimits.PricePer1K)
            ),
            // A deployment whose every answer is refused is a mistake; the budget of one owner may be 0.
            DailyBudgetUsd = context.Number(ContextKeys.DailyBudgetUsd, SettingLimits.DailyBudgetUsd with { Least = 0.01m }),
            ConcurrencyLimit = context.Number(ContextKeys.ConcurrencyLimit, SettingLimits.ConcurrencyLimit),
            MonthlyBudgetUsd = context.Number(ContextKeys.MonthlyBudgetUsd, SettingLimits.DailyBudgetUsd with { Least = 0.01m }),
            OwnerLimits = context.Flag(ContextKeys.OwnerLimits, otherwise: true),
            Admins = context.List(
                ContextKeys.Admins,
                name => name.Length <= 128 && !name.Any(char.IsWhiteSpace),
                "groups, owners of API keys, and ids of IAM roles and users, separated by commas"
            ),
            ConversationTtlDays = context.Number(ContextKeys.ConversationTtlDays, SettingLimits.ConversationTtlDays),
            Authentication = authentication,
            WebPage = BindWebPage(context, authentication),
            AllowedOrigins = BindOrigins(context),
            Throttle = (
                context.Number(ContextKeys.ThrottleRate, 1, 10_000) ?? 50,
                context.Number(ContextKeys.ThrottleBurst, 1, 5000) ?? 100
            ),
            Domain = DomainSettings.Bind(context, region),
            Firewall = FirewallSettings.Bind(context, region),
            CloudWatchRole = context.Flag(ContextKeys.CloudWatchRole, otherwise: true),
            Storage = StorageSettings.Bind(context),
            TerminationProtection = context.Flag(ContextKeys.TerminationProtection, otherwise: false),
            Tags = TagSettings.Bind(context),
            Packaging = packaging,
            Memory = context.Number(ContextKeys.Memory, 128, 10_240) ?? packaging.DefaultMemory,
            ReservedConcurrency = context.Number(ContextKeys.ReservedConcurrency, 1, 1000),
            LogLevel = context.Choice<string?>(
                ContextKeys.LogLevel,
                null,
                [.. ((string[])["trace", "debug", "info", "warn", "error", "fatal"]).Select(level => (level, (string?)level))]
            ),
            LogRetentionDays = context.Number(ContextKeys.LogRetentionDays, 1, 3653) is { } days ? LogRetention.Of(days) : 30,
            OtlpEndpoint = context.Text(
                ContextKeys.OtlpEndpoint,
                text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https",
                "expected a URL such as https://xray.us-east-1.amazonaws.com"
            )
                is { } endpoint
                ? new(endpoint)
                : null,
            Review = ReviewLogSettings.Bind(context),
            Alarms = AlarmSettings.Bind(context),
            Forgettable = written is null ? [] : [.. DataLoss.Keys.Where(key => context.Text(key) is not null && !written.Contains(key))],
        };
        _ = context.Flag(ContextKeys.AllowDataLoss, otherwise: false);

        return settings;
    }

    /// <summary>Whether a text is a valid name of a stage.</summary>
    public static bool IsStage(string text) =>
        text.Length <= 20
        && char.IsAsciiLetterLower(text[0])
        && text[^1] != '-'
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    // As the functions do, which would not start: an alias must not be the name of another of the models.
    private static IReadOnlyList<string> BindAliases(ContextValues context, IReadOnlyList<ModelChoice> models) =>
        context.List(
            ContextKeys.ModelAliases,
            alias =>
                alias.Length > 0
                && !models.Skip(1).Any(model => alias == model.Reference.InvocationId || alias == model.Reference.Model.Id),
            "names that no other model of this deployment has"
        ) ?? [];

    private static string? BindSystemPrompt(ContextValues context)
    {
        // The CDK and CloudFormation would replace these, the latter even by the value of a secret.
        if (
            context.Text(ContextKeys.SystemPrompt) is { } text
            && (text.Contains("${", StringComparison.Ordinal) || text.Contains("{{resolve:", StringComparison.Ordinal))
        )
        {
            throw new InvalidContextException(
                ContextKeys.SystemPrompt,
                text,
                "expected plain text, without ${ or {{resolve:, which would be replaced"
            );
        }

        return context.Text(
            ContextKeys.SystemPrompt,
            text => Encoding.UTF8.GetByteCount(text) <= MaxSystemPromptBytes,
            $"expected up to {MaxSystemPromptBytes} bytes"
        );
    }

    private static IReadOnlyList<string> BindOrigins(ContextValues context)
    {
        var origins =
            context.List(ContextKeys.AllowedOrigins, SettingLimits.IsOrigin, "* or origins such as https://chat.example.com") ?? [];

        return origins.Count > 1 && origins.Contains("*")
            ? throw new InvalidContextException(
                ContextKeys.AllowedOrigins,
                context.Text(ContextKeys.AllowedOrigins),
                "* is every origin; expected * alone, or origins"
            )
            : origins;
    }

    // With several models it would be unclear which model the value is for.
    private static T? OfOnlyModel<T>(ContextValues context, string key, int models, T? value)
        where T : struct =>
        value is null || models == 1
            ? value
            : throw new InvalidContextException(key, context.Text(key), "it is one model's, and models has several");

    private static bool BindRetrieval(ContextValues context, string? knowledgeBase) =>
        context.Flag(ContextKeys.RetrievalRequired, otherwise: false) is var required && (!required || knowledgeBase is not null)
            ? required
            : throw new InvalidContextException(ContextKeys.RetrievalRequired, "true", "knowledgeBaseId is not set");

    private static bool BindWebPage(ContextValues context, AuthenticationSettings authentication) =>
        context.Flag(ContextKeys.WebPage, otherwise: false)
        && authentication switch
        {
            AuthenticationSettings.Cognito { Users.UserPoolId: null } => true,
            AuthenticationSettings.Cognito => throw new InvalidContextException(
                ContextKeys.WebPage,
                "true",
                "userPoolId is set, and the page signs in by the sign-in page of a pool that the stack makes"
            ),
            _ => throw new InvalidContextException(ContextKeys.WebPage, "true", "its users sign in by Cognito; it goes with auth=cognito"),
        };
}
