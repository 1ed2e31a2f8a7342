namespace Chat.Configuration;

/// <summary>The environment variables that configure the functions: read by <c>ChatSettings</c>, set by the deployment.</summary>
public static class FunctionVariables
{
    /// <summary>
    /// Which function an instance is, where <c>_HANDLER</c> has to name the assembly. Not configuration, so not in <see cref="All"/>.
    /// </summary>
    public const string Function = "CHAT_FUNCTION";

    /// <summary>
    /// A file of certificates to trust, and no others. Not OpenSSL's own variable, which would reach a function's extensions
    /// too: they call other services. Set by the deployment, and not in <see cref="All"/>.
    /// </summary>
    public const string TrustedRoots = "CHAT_TRUSTED_ROOTS";

    /// <summary>Domains of e-mail whose users may sign up; of the function <c>sign-up</c> alone.</summary>
    public const string SignUpDomains = "SIGN_UP_DOMAINS";

    public const string Table = "CHAT_TABLE";

    /// <summary>The deployment's stage, a dimension of its metrics.</summary>
    public const string Stage = "STAGE";

    public const string ModelId = "MODEL_ID";

    /// <summary>Several models, separated by commas; the first is the default.</summary>
    public const string ModelIds = "MODEL_IDS";

    /// <summary>The catalog id that an ARN stands for, where the ARN does not say it.</summary>
    public const string BaseModelId = "BASE_MODEL_ID";

    /// <summary>Other names for the default model, separated by commas, beside <c>default</c>.</summary>
    public const string ModelAliases = "MODEL_ALIASES";

    /// <summary>
    /// <c>strict</c> refuses what the model cannot do; <c>lenient</c> changes it on OpenAI's routes, and says so. strict unless set.
    /// </summary>
    public const string Compatibility = "COMPATIBILITY";

    public const string ModelRegions = "MODEL_REGIONS";

    public const string ContextWindow = "CONTEXT_WINDOW";

    public const string SystemPrompt = "SYSTEM_PROMPT";

    public const string KnowledgeBaseId = "KNOWLEDGE_BASE_ID";

    /// <summary><c>true</c>: a failing knowledge base fails the request instead of answering without it.</summary>
    public const string RetrievalRequired = "RETRIEVAL_REQUIRED";

    public const string GuardrailId = "GUARDRAIL_ID";

    public const string GuardrailVersion = "GUARDRAIL_VERSION";

    public const string DailyBudgetUsd = "DAILY_BUDGET_USD";

    /// <summary>How many answers of one owner may be generated at once, 1 to 1,000; no limit unless set.</summary>
    public const string ConcurrencyLimit = "CONCURRENCY_LIMIT";

    public const string ConversationTtlDays = "CONVERSATION_TTL_DAYS";

    public const string InputPricePer1K = "INPUT_PRICE_PER_1K";

    public const string OutputPricePer1K = "OUTPUT_PRICE_PER_1K";

    public const string AllowedOrigins = "ALLOWED_ORIGINS";

    /// <summary>
    /// Whose each API key is, as <c>KEY_ID=OWNER,…</c>: several keys may share an owner. A key that is missing is its own owner.
    /// </summary>
    public const string ApiKeyOwners = "API_KEY_OWNERS";

    /// <summary>Every variable that configures a function.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Table,
        Stage,
        ModelId,
        ModelIds,
        BaseModelId,
        ModelAliases,
        Compatibility,
        ModelRegions,
        ContextWindow,
        SystemPrompt,
        KnowledgeBaseId,
        RetrievalRequired,
        GuardrailId,
        GuardrailVersion,
        DailyBudgetUsd,
        ConcurrencyLimit,
        ConversationTtlDays,
        InputPricePer1K,
        OutputPricePer1K,
        AllowedOrigins,
        ApiKeyOwners,
    ];
}
