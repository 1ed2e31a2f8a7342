namespace Infra.Settings;

/// <summary>
/// The context values of a deployment: <c>npx cdk deploy -c KEY=VALUE</c>, a stage file, or <c>context</c> in cdk.json.
/// docs/deploy/settings.md
/// explains each.
/// </summary>
internal static class ContextKeys
{
    public const string Stage = "stage";
    public const string ModelId = "modelId";
    public const string ModelArn = "modelArn";
    public const string BaseModelId = "baseModelId";
    public const string Models = "models";
    public const string ModelAliases = "modelAliases";
    public const string Compatibility = "compatibility";
    public const string ModelRegions = "modelRegions";
    public const string ContextWindow = "contextWindow";
    public const string SystemPrompt = "systemPrompt";
    public const string InputPricePer1K = "inputPricePer1k";
    public const string OutputPricePer1K = "outputPricePer1k";
    public const string KnowledgeBaseId = "knowledgeBaseId";
    public const string RetrievalRequired = "retrievalRequired";
    public const string Guardrail = "guardrail";
    public const string DailyBudgetUsd = "dailyBudgetUsd";
    public const string MonthlyBudgetUsd = "monthlyBudgetUsd";
    public const string ConcurrencyLimit = "concurrencyLimit";
    public const string OwnerLimits = "ownerLimits";
    public const string Admins = "admins";
    public const string Auth = "auth";
    public const string ApiKeys = "apiKeys";
    public const string ApiKeyDailyQuota = "apiKeyDailyQuota";
    public const string ApiKeyRate = "apiKeyRate";
    public const string ApiKeyBurst = "apiKeyBurst";
    public const string AllowedOrigins = "allowedOrigins";
    public const string ThrottleRate = "throttleRate";
    public const string ThrottleBurst = "throttleBurst";
    public const string DomainName = "domainName";
    public const string CertificateArn = "certificateArn";
    public const string HostedZoneId = "hostedZoneId";
    public const string Waf = "waf";
    public const string WafRate = "wafRate";
    public const string WebAclArn = "webAclArn";
    public const string CloudWatchRole = "cloudWatchRole";
    public const string UserPoolId = "userPoolId";
    public const string CallbackUrls = "callbackUrls";
    public const string LogoutUrls = "logoutUrls";
    public const string SignInDomain = "signInDomain";
    public const string SignUpDomains = "signUpDomains";
    public const string IdentityProvider = "identityProvider";
    public const string IdentityProviderClientId = "identityProviderClientId";
    public const string IdentityProviderSecretArn = "identityProviderSecretArn";
    public const string RetainData = "retainData";
    public const string AllowDataLoss = "allowDataLoss";
    public const string TerminationProtection = "terminationProtection";
    public const string TableName = "tableName";
    public const string TableStreamArn = "tableStreamArn";
    public const string KmsKeyArn = "kmsKeyArn";
    public const string Tags = "tags";
    public const string ConversationTtlDays = "conversationTtlDays";
    public const string WebPage = "webPage";
    public const string Packaging = "packaging";
    public const string Architecture = "architecture";
    public const string Memory = "memory";
    public const string ReservedConcurrency = "reservedConcurrency";
    public const string LogRetentionDays = "logRetentionDays";
    public const string LogLevel = "logLevel";
    public const string OtlpEndpoint = "otlpEndpoint";
    public const string ReviewLog = "reviewLog";
    public const string ReviewRate = "reviewRate";
    public const string ReviewRetentionDays = "reviewRetentionDays";
    public const string AlarmEmail = "alarmEmail";
    public const string TicketEmail = "ticketEmail";
    public const string SpendAlarmUsd = "spendAlarmUsd";
    public const string Monitoring = "monitoring";

    public static IReadOnlyList<string> All { get; } =
    [
        Stage,
        ModelId,
        ModelArn,
        BaseModelId,
        Models,
        ModelAliases,
        Compatibility,
        ModelRegions,
        ContextWindow,
        SystemPrompt,
        InputPricePer1K,
        OutputPricePer1K,
        KnowledgeBaseId,
        RetrievalRequired,
        Guardrail,
        DailyBudgetUsd,
        MonthlyBudgetUsd,
        ConcurrencyLimit,
        OwnerLimits,
        Admins,
        Auth,
        ApiKeys,
        ApiKeyDailyQuota,
        ApiKeyRate,
        ApiKeyBurst,
        AllowedOrigins,
        ThrottleRate,
        ThrottleBurst,
        DomainName,
        CertificateArn,
        HostedZoneId,
        Waf,
        WafRate,
        WebAclArn,
        CloudWatchRole,
        UserPoolId,
        CallbackUrls,
        LogoutUrls,
        SignInDomain,
        SignUpDomains,
        IdentityProvider,
        IdentityProviderClientId,
        IdentityProviderSecretArn,
        RetainData,
        AllowDataLoss,
        TerminationProtection,
        TableName,
        TableStreamArn,
        KmsKeyArn,
        Tags,
        ConversationTtlDays,
        WebPage,
        Packaging,
        Architecture,
        Memory,
        ReservedConcurrency,
        LogRetentionDays,
        LogLevel,
        OtlpEndpoint,
        ReviewLog,
        ReviewRate,
        ReviewRetentionDays,
        AlarmEmail,
        TicketEmail,
        SpendAlarmUsd,
        Monitoring,
    ];
}
