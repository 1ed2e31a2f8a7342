using Amazon.DynamoDBv2;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Chat.Aws;
using Chat.Configuration;
using Chat.Conversations;
using Chat.Http;
using Chat.Knowledge;
using Chat.Table;
using Chat.Telemetry;

namespace Chat.Hosting;

/// <summary>The composition root of Lambda, of LocalCloud and of the tests.</summary>
public static class FunctionHost
{
    /// <summary>
    /// Runs the function that <c>CHAT_FUNCTION</c>, or else <c>_HANDLER</c>, names against the Lambda Runtime API at
    /// <c>AWS_LAMBDA_RUNTIME_API</c> until cancelled. A wrong configuration is reported to the Runtime API as an init error.
    /// </summary>
    /// <param name="environment">The function's environment variables.</param>
    /// <param name="output">Receives the lines of the log and of the metrics, one at a time; null for standard output.</param>
    /// <param name="terminated">Ends the loop after the invocations in progress.</param>
    /// <param name="cancellationToken">Ends the loop at once and abandons the invocations in progress.</param>
    public static async Task RunAsync(
        IReadOnlyDictionary<string, string> environment,
        Action<ReadOnlyMemory<byte>>? output = null,
        CancellationToken terminated = default,
        CancellationToken cancellationToken = default
    )
    {
        var function = FunctionName.Of(environment);
        RequestTraces? traces = null;
        var bootstrap = function.Name switch
        {
            FunctionNames.Authorizer => Authorizer(),
            FunctionNames.Expiry => Expiry(environment),
            FunctionNames.SignUp => SignUp(environment),
            _ => Routes(function, environment, output ?? StandardOutput(), opened => traces = opened),
        };
        EventPolling polling = new(EventPolling.Loops(environment), terminated);
        using HttpClient runtimeApi = new(polling) { Timeout = Timeout.InfiniteTimeSpan };
        var loop = bootstrap
            .UseHttpClient(runtimeApi)
            .ConfigureOptions(options => options.RuntimeApiEndpoint = environment.GetValueOrDefault("AWS_LAMBDA_RUNTIME_API"))
            .Build()
            .RunAsync(cancellationToken);

        try
        {
            await (await Task.WhenAny(loop, polling.Stopped));
        }
        finally
        {
            traces?.Dispose();
        }
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

    private static LambdaBootstrapBuilder Routes(
        FunctionName function,
        IReadOnlyDictionary<string, string> environment,
        Action<ReadOnlyMemory<byte>> output,
        Action<RequestTraces?> opened
    )
    {
        // Created before the first invocation, so that a configuration mistake fails the start and not a request.
        Api? api = null;
        RequestReport? report = null;
        var bootstrap = Streams(function)
            ? LambdaBootstrapBuilder.Create(
                (json, context) => new StreamedFunction(api!, report!, TimeProvider.System).HandleAsync(ProxyEvent.Read(json), context)
            )
            : LambdaBootstrapBuilder.Create(
                (json, context) => new BufferedFunction(api!, report!).HandleAsync(ProxyEvent.Read(json), context)
            );

        return bootstrap.UseBootstrapHandler(() =>
        {
            var settings = ChatSettings.Bind(environment);
            api = Create(function, settings, environment);
            var traces = Traces(function, settings, environment);
            opened(traces);
            var telemetry = Telemetry(function, settings, environment);
            var review = ReviewTarget.Open(settings.Review, telemetry, environment, TimeProvider.System);
            report = new(telemetry, output, TimeProvider.System, traces, review is null ? null : review.WriteAsync);
            return Task.FromResult(true);
        });
    }

    private static RequestTraces? Traces(FunctionName function, ChatSettings settings, IReadOnlyDictionary<string, string> environment) =>
        TraceSettings.Bind(settings.Stage, function.Name!, environment) is { } wanted
            ? new(wanted, new TraceConnection(wanted, environment, TimeProvider.System).SendAsync, TimeProvider.System)
            : null;

    // Only Lambda sets this variable; elsewhere no metrics are made of the log.
    private static TelemetrySettings Telemetry(
        FunctionName function,
        ChatSettings settings,
        IReadOnlyDictionary<string, string> environment
    ) =>
        new(settings.Stage, function.Name!, settings.LogLevel)
        {
            Salt = settings.LogSalt,
            HasMetrics = environment.GetValueOrDefault("AWS_LAMBDA_LOG_GROUP_NAME") is { Length: > 0 },
        };

    private static Action<ReadOnlyMemory<byte>> StandardOutput()
    {
        var output = Console.OpenStandardOutput();

        return line =>
        {
            lock (output)
            {
                output.Write(line.Span);
                output.Flush();
            }
        };
    }

    private static bool Streams(FunctionName function) =>
        ApiRoute.All.FirstOrDefault(route => route.Function == function.Name)?.Streams ?? true;

    private static Api Create(FunctionName function, ChatSettings settings, IReadOnlyDictionary<string, string> environment)
    {
        KnowledgeBase knowledge = new(new(environment), settings.KnowledgeBaseId);
        var routes = function.Name switch
        {
            FunctionNames.Completions => CompletionsFunction.Routes(
                settings,
                new(environment, settings),
                knowledge,
                new Lazy<IAmazonDynamoDB>(() => DynamoConnection.Open(environment)),
                TimeProvider.System
            ),
            FunctionNames.Conversations => ConversationsFunction.Routes(settings, DynamoConnection.Open(environment), TimeProvider.System),
            FunctionNames.Admin => AdminFunction.Routes(settings, DynamoConnection.Open(environment), TimeProvider.System),
            FunctionNames.Messages => ConversationsFunction.MessageRoutes(
                settings,
                new(environment, settings),
                knowledge,
                DynamoConnection.Open(environment),
                TimeProvider.System
            ),
            _ => throw function.IsUnknown(),
        };

        return new(routes, new Cors(settings.AllowedOrigins), settings.ApiKeyOwners);
    }
}
