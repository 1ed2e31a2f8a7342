using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Chat.Http;
using Constructs;
using Infra.Functions;
using Infra.Settings;
using Infra.Storage;

namespace Infra.Api;

/// <summary>The REST API with every route of <see cref="ApiRoute.All"/>, without authentication only where the route is public.</summary>
internal sealed class ChatApi : Construct
{
    private static readonly MethodOptions _public = new() { AuthorizationType = AuthorizationType.NONE, ApiKeyRequired = false };

    private readonly string? _host;

    public ChatApi(
        Construct scope,
        DeploymentSettings settings,
        Authentication.Authentication authentication,
        IReadOnlyDictionary<string, ChatFunction> functions,
        Encryption encryption
    )
        : base(scope, "ChatApi")
    {
        _host = settings.Domain?.Name;
        Rest = new(
            this,
            "Rest",
            new RestApiProps
            {
                // CloudWatch identifies an API by its name only, and several stages may share an account.
                RestApiName = Stack.Of(this).StackName,
                Description = $"Chat backend, stage {settings.Stage}",

                // An edge-optimised endpoint would end a stream after 30 seconds without data.
                EndpointTypes = [EndpointType.REGIONAL],
                ApiKeySourceType = authentication.KeySource,
                CloudWatchRole = settings.CloudWatchRole,
                DeployOptions = Stage(settings, encryption),
            }
        );

        // Replaces the CDK's output of the URL by one with a stable name.
        Rest.Node.TryRemoveChild("Endpoint");
        AddRoutes(settings.AllowedOrigins, authentication.Protected, functions);
        GatewayErrors.Add(Rest, settings);
        Rest.LatestDeployment!.AddToLogicalId(ResponseStreaming.DeploymentToken);
        Firewall.Protect(this, settings, Rest.DeploymentStage);
        Domain = settings.Domain is { } domain ? new(this, domain, Rest.DeploymentStage) : null;
    }

    public RestApi Rest { get; }

    /// <summary>The API's URL, including the stage.</summary>
    public string Url => Domain?.Url ?? Rest.UrlForPath("/");

    /// <summary>The URL without the stage, which does not depend on any function.</summary>
    public string Origin =>
        _host is null ? $"https://{Rest.RestApiId}.execute-api.{Stack.Of(this).Region}.{Stack.Of(this).UrlSuffix}" : $"https://{_host}";

    /// <summary>The custom domain; null for API Gateway's own.</summary>
    public CustomDomain? Domain { get; }

    private StageOptions Stage(DeploymentSettings settings, Encryption encryption) =>
        new()
        {
            StageName = ApiRoute.Stage,
            ThrottlingRateLimit = settings.Throttle.Rate,
            ThrottlingBurstLimit = settings.Throttle.Burst,
            TracingEnabled = true,
            AccessLogDestination = new AccessLog(this, settings, encryption).Destination,
            AccessLogFormat = AccessLog.Format(settings.Authentication),

            // Execution logs would contain prompts and answers.
            LoggingLevel = MethodLoggingLevel.OFF,
            DataTraceEnabled = false,
        };

    private void AddRoutes(IReadOnlyList<string> origins, MethodOptions @protected, IReadOnlyDictionary<string, ChatFunction> functions)
    {
        foreach (var routes in ApiRoute.All.GroupBy(route => route.Path))
        {
            var resource = Rest.Root.ResourceForPath(routes.Key);
            foreach (var route in routes)
            {
                var function = functions[route.Function];
                LambdaIntegration integration = new(function.Lambda, new LambdaIntegrationOptions { AllowTestInvoke = false });
                var method = resource.AddMethod(route.Method, integration, route.IsPublic ? _public : @protected);
                if (route.Streams)
                {
                    ResponseStreaming.Enable(method, function);
                }
            }

            if (origins.Count > 0)
            {
                CrossOrigin.AllowPreflight(resource, origins, routes.Select(route => route.Method));
            }
        }
    }
}
