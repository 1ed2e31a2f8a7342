using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Lambda;
using Chat.Configuration;
using Constructs;
using Infra.Functions;
using Infra.Settings;
using Infra.Storage;

namespace Infra.Authentication;

/// <summary>
/// API keys, sent as x-api-key or, as OpenAI's clients do, as a bearer token. API Gateway reads a key from one header only, so the
/// authorizer returns the key, and API Gateway checks it and applies the usage plan: no function stores or compares keys. The functions
/// find a key's owner by its id.
/// </summary>
internal sealed class ApiKeyAuthentication : Authentication
{
    private readonly AuthenticationSettings.ApiKey _settings;
    private readonly IReadOnlyList<(ApiKeyName Name, ApiKey Key)> _keys;

    public ApiKeyAuthentication(
        Construct scope,
        AuthenticationSettings.ApiKey keys,
        Code code,
        DeploymentSettings settings,
        Encryption encryption
    )
        : base(scope, "Authentication")
    {
        _settings = keys;
        _keys = [.. keys.Keys.Select(name => (name, Create(name, settings)))];
        Authorizer = new(this, FunctionNames.Authorizer, code, settings, Duration.Seconds(5), encryption);
        Protected = new MethodOptions
        {
            AuthorizationType = AuthorizationType.CUSTOM,
            Authorizer = new RequestAuthorizer(
                this,
                "KeyReader",
                new RequestAuthorizerProps
                {
                    Handler = Authorizer.Lambda,

                    // The key may be in either of two headers, and a cache would need every header as an identity source.
                    IdentitySources = [],
                    ResultsCacheTtl = Duration.Seconds(0),
                }
            ),
            ApiKeyRequired = true,
        };
    }

    public override MethodOptions Protected { get; }

    public override ApiKeySourceType? KeySource => ApiKeySourceType.AUTHORIZER;

    public override string KeyOwners => string.Join(',', _keys.Select(key => $"{key.Key.KeyId}={key.Name.Owner}"));

    public override ChatFunction Authorizer { get; }

    public override string CurlOptions => """-H "x-api-key: $API_KEY" """.Trim();

    // A key that was removed from the plan gives no access. It is retained in case a stage's settings were lost.
    private ApiKey Create(ApiKeyName name, DeploymentSettings settings)
    {
        ApiKey key = new(this, $"Key-{name.Text.Replace(':', '-')}", new ApiKeyProps { Description = name.Text });
        key.ApplyRemovalPolicy(settings.RemovalPolicy);

        return key;
    }

    public override void Complete(RestApi api)
    {
        UsagePlan plan = new(
            this,
            "Plan",
            new UsagePlanProps
            {
                Description = "What each key may use",
                ApiStages = [new UsagePlanPerApiStage { Api = api, Stage = api.DeploymentStage }],
                Quota = new QuotaSettings { Limit = _settings.DailyQuota, Period = Period.DAY },
                Throttle = new ThrottleSettings { RateLimit = _settings.Rate, BurstLimit = _settings.Burst },
            }
        );
        foreach (var (name, key) in _keys)
        {
            plan.AddApiKey(key);
            _ = new CfnOutput(
                Stack.Of(this),
                $"ApiKeyId{name.LettersAndDigits}",
                new CfnOutputProps
                {
                    Value = key.KeyId,
                    Description =
                        $"The key {name.Text}: aws apigateway get-api-key --include-value --query value --output text --api-key ID",
                }
            );
        }
    }
}
