using Amazon.DynamoDBv2;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Chat.Aws;
using Chat.Configuration;
using Chat.Conversations;
using Chat.Http;
using Chat.Knowledge;
using Chat.Table;

namespace Chat.Hosting;

/// <summary>The composition root of Lambda, of LocalCloud and of the tests.</summary>
public static class FunctionHost
{
    /// <summary>
    /// Runs the function that <c>CHAT_FUNCTION</c>, or else <c>_HANDLER</c>, names against the Lambda Runtime API at
    /// <c>AWS_LAMBDA_RUNTIME_API</c> until cancelled. A wrong configuration is reported to the Runtime API as an init error.
    /// </summary>
    /// <param name="environment">The function's environment variables.</param>
    /// <param name="terminated">Ends the loop after the invocation in progress.</param>
    /// <param name="cancellationToken">Ends the loop at once and abandons the invocation in progress.</param>
    public static async Task RunAsync(
        IReadOnlyDictionary<string, string> environment,
        CancellationToken terminated = default,
        CancellationToken cancellationToken = default
    )
    {
        var function = FunctionName.Of(environment);
        var bootstrap = function.Name switch
        {
            FunctionNames.Authorizer => Authorizer(),
            FunctionNames.Expiry => Expiry(environment),
            FunctionNames.SignUp => SignUp(environment),
            _ => Routes(function, environment),
        };
        EventPolling polling = new(terminated);
        using HttpClient runtimeApi = new(polling) { Timeout = Timeout.InfiniteTimeSpan };
        var loop = bootstrap
            .UseHttpClient(runtimeApi)
            .ConfigureOptions(options => options.RuntimeApiEndpoint = environment.GetValueOrDefault("AWS_LAMBDA_RUNTIME_API"))
            .Build()
            .RunAsync(cancellationToken);

        await (await Task.WhenAny(loop, polling.Stopped));
    }

    private static LambdaBootstrapBuilder Authorizer()
    {
        SourceGeneratorLambdaJsonSerializer<ChatJson> serializer = new();

        return LambdaBootstrapBuilder.Create(
            async (json, context) =>
            {
                var answer = await ApiKeyAuthorizer.HandleAsync(ProxyEvent.ReadAuthorization(json), context);
                MemoryStream written = new();
                serializer.Serialize(answer, written);
                written.Position = 0;

                return (Stream)written;
            }
        );
    }

    private static LambdaBootstrapBuilder Expiry(IReadOnlyDictionary<string, string> environment)
    {
        var table = environment.GetValueOrDefault(FunctionVariables.Table) is { Length: > 0 } name
            ? name
            : throw new InvalidConfigurationException(FunctionVariables.Table, null, "the name of the DynamoDB table");
        DynamoTable items = new(DynamoConnection.Open(environment), table);
        ConversationStore conversations = new(items, TimeProvider.System, lifetime: null);
        ExpiryFunction expiry = new(new(items, conversations, TimeProvider.System));

        return LambdaBootstrapBuilder.Create(expiry.HandleAsync);
    }

    private static LambdaBootstrapBuilder SignUp(IReadOnlyDictionary<string, string> environment) =>
        LambdaBootstrapBuilder.Create(new SignUpFunction(environment.GetValueOrDefault(FunctionVariables.SignUpDomains, "")).HandleAsync);

    private static LambdaBootstrapBuilder Routes(FunctionName function, IReadOnlyDictionary<string, string> environment)
    {
        // Created before the first invocation, so that a configuration mistake fails the start and not a request.
        Api? api = null;
        var bootstrap = Streams(function)
            ? LambdaBootstrapBuilder.Create(
                (json, context) => new StreamedFunction(api!, TimeProvider.System).HandleAsync(ProxyEvent.Read(json), context)
            )
            : LambdaBootstrapBuilder.Create((json, context) => new BufferedFunction(api!).HandleAsync(ProxyEvent.Read(json), context));

        return bootstrap.UseBootstrapHandler(() =>
        {
            api = Create(function, environment);
            return Task.FromResult(true);
        });
    }

    private static bool Streams(FunctionName function) =>
        ApiRoute.All.FirstOrDefault(route => route.Function == function.Name)?.Streams ?? true;

    private static Api Create(FunctionName function, IReadOnlyDictionary<string, string> environment)
    {
        var settings = ChatSettings.Bind(environment);
        KnowledgeBase knowledge = new(new(environment), settings.KnowledgeBaseId);
        var metrics = Metrics.From(environment, settings);
        var routes = function.Name switch
        {
            FunctionNames.Completions => CompletionsFunction.Routes(
                settings,
                new(environment, settings),
                knowledge,
                new Lazy<IAmazonDynamoDB>(() => DynamoConnection.Open(environment)),
                TimeProvider.System
            ),
            FunctionNames.Conversations => ConversationsFunction.Routes(
                settings,
                DynamoConnection.Open(environment),
                TimeProvider.System,
                metrics
            ),
            FunctionNames.Messages => ConversationsFunction.MessageRoutes(
                settings,
                new(environment, settings),
                knowledge,
                DynamoConnection.Open(environment),
                TimeProvider.System
            ),
            _ => throw function.IsUnknown(),
        };

        return new(
            routes,
            new Cors(settings.AllowedOrigins),
            settings.ApiKeyOwners,
            metrics is null ? null : problem => metrics.WriteError(problem.Code)
        );
    }
}
