namespace Infra.Tests;

/// <summary>The deployments that linters and emulators look at: every option is in one of them.</summary>
internal static class Variants
{
    public static IReadOnlyList<string[]> All { get; } =
    [
        ["auth=cognito"],
        [
            "auth=iam",
            "packaging=managed",
            "cloudWatchRole=false",
            "terminationProtection=true",
            "tags=team=chat,cost-center=42",
            "dailyBudgetUsd=2.5",
            "concurrencyLimit=3",
            "monthlyBudgetUsd=20",
            "ownerLimits=false",
            "admins=AROAEXAMPLEROLEID1234",
        ],
        [
            "auth=api-key",
            "packaging=managed",
            "guardrail=managed",
            "knowledgeBaseId=KB12345678",
            "allowedOrigins=*",
            "apiKeys=alice,alice:2027,bob",
            "waf=managed",
            "alarmEmail=oncall@example.com",
            "ticketEmail=team@example.com",
            "spendAlarmUsd=25",
            "logLevel=warn",
            "reviewLog=s3",
            "reviewRate=0.1",
            "otlpEndpoint=http://localhost:4318",
        ],
        [
            "auth=cognito",
            "callbackUrls=https://chat.example.com/,http://localhost:5173/",
            "signUpDomains=example.com",
            "identityProvider=saml:https://idp.example.com/metadata.xml",
            "conversationTtlDays=30",
            "allowedOrigins=https://chat.example.com",
        ],
        [
            "auth=cognito",
            "userPoolId=us-east-1_AbCdEf123",
            "tableName=chat-restored",
            "callbackUrls=https://chat.example.com/",
            "identityProvider=oidc:https://idp.example.com",
            "identityProviderClientId=chat",
            "identityProviderSecretArn=arn:aws:secretsmanager:us-east-1:123456789012:secret:idp-AbCdEf",
            "monitoring=false",
        ],
        ["auth=cognito", "webPage=true", "packaging=managed"],
        [
            "auth=iam",
            "kmsKeyArn=arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
            "conversationTtlDays=7",
            "retainData=false",
            "reviewLog=s3",
            "reviewRetentionDays=30",
        ],
    ];

    /// <summary>Those that name nothing of one region.</summary>
    public static IReadOnlyList<string[]> Anywhere { get; } =
    [.. All.Where(context => !context.Any(value => value.Contains("us-east-1", StringComparison.Ordinal)))];

    /// <summary>With a name and a firewall of one's own, in a region.</summary>
    public static string[] Owned(string region) =>
        [
            "auth=iam",
            "domainName=chat.example.com",
            $"certificateArn=arn:aws:acm:{region}:123456789012:certificate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
            "hostedZoneId=Z0123456789ABC",
            $"webAclArn=arn:aws:wafv2:{region}:123456789012:regional/webacl/corporate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
        ];
}
