using System.Net.Mail;
using System.Text;

namespace Infra.Settings;

/// <summary>A deployment as its context describes it, validated once. docs/deploy.md explains each value.</summary>
internal sealed record DeploymentSettings
{
    /// <summary>Lambda gives all variables of a function 4 KB.</summary>
    private const int MaxSystemPromptBytes = 2500;

    public required string Stage { get; init; }

    public required string? Region { get; init; }

    public required ModelChoice Model { get; init; }

    public required GuardrailChoice Guardrail { get; init; }

    public string? KnowledgeBaseId { get; init; }

    public bool RetrievalRequired { get; init; }

    public int? ContextWindow { get; init; }

    public string? SystemPrompt { get; init; }

    public decimal? InputPricePer1K { get; init; }

    public decimal? OutputPricePer1K { get; init; }

    public decimal? DailyBudgetUsd { get; init; }

    public int? ConcurrencyLimit { get; init; }

    public int? ConversationTtlDays { get; init; }

    public required AuthenticationSettings Authentication { get; init; }

    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    /// <summary>Requests per second over all callers, and how many may come at once.</summary>
    public required (int Rate, int Burst) Throttle { get; init; }

    public bool RetainData { get; init; }

    public required PackagingSettings Packaging { get; init; }

    /// <summary>MB of each function.</summary>
    public int Memory { get; init; }

    public int? ReservedConcurrency { get; init; }

    public int LogRetentionDays { get; init; }

    public bool Monitoring { get; init; }

    public string? AlarmEmail { get; init; }

    /// <param name="values">The context by key.</param>
    /// <param name="region">Where the stack goes; null when nobody has said.</param>
    /// <exception cref="InvalidContextException">Names the key, its value and what it may be.</exception>
    public static DeploymentSettings Bind(IReadOnlyDictionary<string, string> values, string? region)
    {
        ContextValues context = new(values);
        context.RefuseUnknown(ContextKeys.All);
        RefuseWebPage(context);

        var guardrail = GuardrailChoice.Parse(context.Text(ContextKeys.Guardrail));
        var packaging = PackagingSettings.Bind(context);
        var knowledgeBase = context.Text(ContextKeys.KnowledgeBaseId, id => id.Length <= 10 && id.All(char.IsAsciiLetterOrDigit), "expected an id of up to 10 letters and digits");
        DeploymentSettings settings = new()
        {
            Stage = context.Text(ContextKeys.Stage, IsStage, "expected up to 20 of a-z, 0-9 and -, a letter first") ?? "prod",
            Region = region,
            Model = ModelChoice.Bind(context, guardrail, region),
            Guardrail = guardrail,
            KnowledgeBaseId = knowledgeBase,
            RetrievalRequired = BindRetrieval(context, knowledgeBase),
            ContextWindow = context.Number(ContextKeys.ContextWindow, 2, 1_000_000),
            SystemPrompt = context.Text(ContextKeys.SystemPrompt, text => Encoding.UTF8.GetByteCount(text) <= MaxSystemPromptBytes, $"expected up to {MaxSystemPromptBytes} bytes"),
            InputPricePer1K = context.Number(ContextKeys.InputPricePer1K, 0m, 1000m),
            OutputPricePer1K = context.Number(ContextKeys.OutputPricePer1K, 0m, 1000m),
            DailyBudgetUsd = context.Number(ContextKeys.DailyBudgetUsd, 0.01m, 1_000_000m),
            ConcurrencyLimit = context.Number(ContextKeys.ConcurrencyLimit, 1, 1000),
            ConversationTtlDays = context.Number(ContextKeys.ConversationTtlDays, 1, 36_500),
            Authentication = AuthenticationSettings.Bind(context),
            AllowedOrigins = context.List(ContextKeys.AllowedOrigins, IsOrigin, "* or origins such as https://chat.example.com") ?? [],
            Throttle = (context.Number(ContextKeys.ThrottleRate, 1, 10_000) ?? 50, context.Number(ContextKeys.ThrottleBurst, 1, 5000) ?? 100),
            RetainData = context.Flag(ContextKeys.RetainData, otherwise: true),
            Packaging = packaging,
            Memory = context.Number(ContextKeys.Memory, 128, 10_240) ?? packaging.DefaultMemory,
            ReservedConcurrency = context.Number(ContextKeys.ReservedConcurrency, 1, 1000),
            LogRetentionDays = context.Number(ContextKeys.LogRetentionDays, 1, 3653) is { } days ? LogRetention.Of(days) : 30,
            Monitoring = context.Flag(ContextKeys.Monitoring, otherwise: true),
            AlarmEmail = context.Text(ContextKeys.AlarmEmail, text => MailAddress.TryCreate(text, out var address) && address.Address == text, "expected an e-mail address"),
        };

        return settings.Monitoring || settings.AlarmEmail is null
            ? settings
            : throw new InvalidContextException(ContextKeys.AlarmEmail, settings.AlarmEmail, "monitoring is false, so there are no alarms to send");
    }

    private static bool BindRetrieval(ContextValues context, string? knowledgeBase) =>
        context.Flag(ContextKeys.RetrievalRequired, otherwise: false) is var required && (!required || knowledgeBase is not null)
            ? required
            : throw new InvalidContextException(ContextKeys.RetrievalRequired, "true", "knowledgeBaseId is not set");

    private static void RefuseWebPage(ContextValues context)
    {
        if (context.Flag(ContextKeys.WebPage, otherwise: false))
        {
            throw new InvalidContextException(ContextKeys.WebPage, "true", "this version has no hosted page yet; expected false");
        }
    }

    private static bool IsStage(string text) =>
        text.Length <= 20 && char.IsAsciiLetterLower(text[0]) && text[^1] != '-'
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static bool IsOrigin(string text) =>
        text == "*"
        || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text);
}
