using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Chat.Http;
using Constructs;
using Infra.Functions;
using Infra.Settings;

namespace Infra.Api;

/// <summary>The REST API: every route of <see cref="ApiRoute.All"/>, open only where that says so.</summary>
internal sealed class ChatApi : Construct
{
    private static readonly MethodOptions _public = new() { AuthorizationType = AuthorizationType.NONE, ApiKeyRequired = false };

    public ChatApi(
        Construct scope, DeploymentSettings settings, Authentication.Authentication authentication, IReadOnlyDictionary<string, ChatFunction> functions)
        : base(scope, "ChatApi")
    {
        Rest = new(this, "Rest", new RestApiProps
        {
            // CloudWatch tells APIs apart by this name alone, and several stages may share an account.
            RestApiName = Stack.Of(this).StackName,
            Description = $"Chat backend, stage {settings.Stage}",

            // An edge-optimised one would cut a stream off after 30 silent seconds.
            EndpointTypes = [EndpointType.REGIONAL],
            ApiKeySourceType = authentication.KeySource,
            CloudWatchRole = true,
            DeployOptions = Stage(settings),
        });

        // The CDK's own output of the URL; the stack has one under a name of its own.
        Rest.Node.TryRemoveChild("Endpoint");
        AddRoutes(settings.AllowedOrigins, authentication.Protected, functions);
        AddErrors(CrossOrigin.ErrorHeaders(settings.AllowedOrigins));
        Rest.LatestDeployment!.AddToLogicalId(ResponseStreaming.DeploymentToken);
    }

    public RestApi Rest { get; }

    public string Url => Rest.UrlForPath("/");

    private StageOptions Stage(DeploymentSettings settings) => new()
    {
        StageName = ApiRoute.Stage,
        ThrottlingRateLimit = settings.Throttle.Rate,
        ThrottlingBurstLimit = settings.Throttle.Burst,
        TracingEnabled = true,
        AccessLogDestination = new AccessLog(this, settings.LogRetentionDays).Destination,
        AccessLogFormat = AccessLog.Format,

        // Execution logs would hold prompts and answers.
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

    private void AddErrors(Dictionary<string, string> headers)
    {
        if (headers.Count > 0)
        {
            Rest.AddGatewayResponse("ClientErrors", new GatewayResponseOptions { Type = ResponseType_.DEFAULT_4XX, ResponseHeaders = headers });
            Rest.AddGatewayResponse("ServerErrors", new GatewayResponseOptions { Type = ResponseType_.DEFAULT_5XX, ResponseHeaders = headers });
        }

        Rest.AddGatewayResponse("Throttled", new GatewayResponseOptions
        {
            Type = ResponseType_.THROTTLED,
            ResponseHeaders = new Dictionary<string, string>(headers) { ["Retry-After"] = "'1'" },
        });
    }
}
