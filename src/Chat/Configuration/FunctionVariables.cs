namespace Chat.Configuration;

/// <summary>The environment variables that configure the functions: read by <c>ChatSettings</c>, set by the deployment.</summary>
public static class FunctionVariables
{
    /// <summary>
    /// The function that an instance runs, where <c>_HANDLER</c> has to be the assembly's name. Not configuration, so not in <see
    /// cref="All"/>.
    /// </summary>
    public const string Function = "CHAT_FUNCTION";

    /// <summary>
    /// A file with the only certificates to trust. Not OpenSSL's own variable, because a function's extensions would read that one too,
    /// and they call other services. Set by the deployment, and not in <see cref="All"/>.
    /// </summary>
    public const string TrustedRoots = "CHAT_TRUSTED_ROOTS";

    /// <summary>The e-mail domains whose users may sign up; read only by the function <c>sign-up</c>.</summary>
    public const string SignUpDomains = "SIGN_UP_DOMAINS";

    public const string Table = "CHAT_TABLE";

    /// <summary>The deployment's stage, a dimension of its metrics.</summary>
    public const string Stage = "STAGE";

    /// <summary>The lowest level of what is logged: trace, debug, info, warn, error or fatal.</summary>
    public const string LogLevel = "LOG_LEVEL";

    /// <summary>What owners are hashed with in logs; without it, something that lasts as long as the process.</summary>
    public const string LogSalt = "LOG_SALT";

    /// <summary>Where answers are written for reviewers: <c>s3://BUCKET</c>, or the absolute path of a folder; nowhere unless set.</summary>
    public const string ReviewLog = "REVIEW_LOG";

    /// <summary>The share of answers that is reviewed, 0 to 1; all unless set.</summary>
    public const string ReviewRate = "REVIEW_RATE";

    public const string ModelId = "MODEL_ID";

    /// <summary>Several models, separated by commas; the first is the default.</summary>
    public const string ModelIds = "MODEL_IDS";

    /// <summary>The catalog id of the model behind an ARN, if the ARN does not contain it.</summary>
    public const string BaseModelId = "BASE_MODEL_ID";

    /// <summary>Other names for the default model, separated by commas, beside <c>default</c>.</summary>
    public const string ModelAliases = "MODEL_ALIASES";

    /// <summary>
    /// <c>strict</c> refuses what the model cannot do; <c>lenient</c> adjusts it on OpenAI's routes and reports that. The default is strict.
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

    /// <summary>How many answers one owner may generate at the same time, 1 to 1,000; no limit unless set.</summary>
    public const string MonthlyBudgetUsd = "MONTHLY_BUDGET_USD";

    /// <summary><c>true</c>: operators set limits of owners and groups in the table.</summary>
    public const string OwnerLimits = "OWNER_LIMITS";

    /// <summary>The groups, API keys and IAM ids that may call the admin routes, separated by commas; <c>admins,admin</c> unless set.</summary>
    public const string Admins = "ADMINS";

    public const string ConcurrencyLimit = "CONCURRENCY_LIMIT";

    public const string ConversationTtlDays = "CONVERSATION_TTL_DAYS";

    public const string InputPricePer1K = "INPUT_PRICE_PER_1K";

    public const string OutputPricePer1K = "OUTPUT_PRICE_PER_1K";

    public const string AllowedOrigins = "ALLOWED_ORIGINS";

    /// <summary>
    /// The owner of each API key, as <c>KEY_ID=OWNER,…</c>. Several keys may share an owner. A key without an entry is its own owner.
    /// </summary>
    public const string ApiKeyOwners = "API_KEY_OWNERS";

    /// <summary>All variables that configure a function.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Table,
        Stage,
        LogLevel,
        LogSalt,
        ReviewLog,
        ReviewRate,
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
        MonthlyBudgetUsd,
        OwnerLimits,
        Admins,
        ConcurrencyLimit,
        ConversationTtlDays,
        InputPricePer1K,
        OutputPricePer1K,
        AllowedOrigins,
        ApiKeyOwners,
    ];
}
